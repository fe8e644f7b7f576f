// A reader of EDN text, one form after another. Knows everything that Jepsen writes: tagged records, sets, comments,
// discarded forms, big and symbolic numbers, characters, ratios. Depth is bounded, so that no text can overflow the stack.

import { escapedCharacter, parseAtom, parseCharacter, SYMBOLIC_NUMBERS } from './edn-atom.ts';
import { type EdnMap, type EdnName, type EdnSequence, type EdnValue, ednKeyText } from './edn-value.ts';

/** A text is not EDN; says where, counting lines and columns from 1. */
export class EdnError extends Error {
  override readonly name = 'EdnError';
  readonly problem: string;
  readonly line: number;
  readonly column: number;
  constructor(problem: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }
}

export interface EdnReader {
  /** The next form, or undefined at the end of the text. @throws {EdnError} */
  next(): EdnValue | undefined;
  /** An error at the start of the form that `next` gave last. */
  errorHere(problem: string): EdnError;
}

const MAX_DEPTH = 256;
/** More digits than these a double may not hold. */
const EXACT_DIGITS = 15;

function isBlank(code: number): boolean {
  return code === 32 || code === 44 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;
}

/** Whether a character ends a number, name or keyword. */
function isDelimiter(code: number): boolean {
  // Blanks, ( ) [ ] { } " and ;
  if (isBlank(code)) return true;
  return (
    code === 40 ||
    code === 41 ||
    code === 91 ||
    code === 93 ||
    code === 123 ||
    code === 125 ||
    code === 34 ||
    code === 59
  );
}

/** A reader over a whole text. */
export function ednReader(text: string): EdnReader {
  let at = 0;
  let formStart = 0;
  const names = new Map<string, EdnName>();

  const errorAt = (position: number, problem: string): EdnError => {
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    return new EdnError(problem, line, position - before.lastIndexOf('\n'));
  };

  const skipBlanks = (): void => {
    for (;;) {
      const code = text.charCodeAt(at);
      if (isBlank(code)) at++;
      else if (code === 59) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end + 1;
      } else return;
    }
  };

  const token = (): string => {
    const start = at;
    while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
    return text.slice(start, at);
  };

  /** Blanks, comments and discarded forms before the next form. */
  const skipToForm = (depth: number): void => {
    skipBlanks();
    while (text.charCodeAt(at) === 35 && text.charCodeAt(at + 1) === 95) {
      const start = at;
      if (depth > MAX_DEPTH) throw errorAt(start, `nested deeper than ${MAX_DEPTH}`);
      at += 2;
      skipToForm(depth + 1);
      if (at >= text.length || ')]}'.includes(text[at] as string)) throw errorAt(start, 'nothing follows #_');
      readForm(depth + 1);
      skipBlanks();
    }
  };

  const readString = (): string => {
    const start = at++;
    const quote = text.indexOf('"', at);
    const plain = quote === -1 ? null : text.slice(at, quote);
    if (plain !== null && !plain.includes('\\')) {
      at = quote + 1;
      return plain;
    }
    let piece = at;
    let built = '';
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) return built + text.slice(piece, at++);
      if (code !== 92) continue;
      const escape = escapedCharacter(text, at + 1);
      if (escape === null) throw errorAt(at, `no such escape in a string: \\${text[at + 1] ?? ''}`);
      built += text.slice(piece, at) + escape.character;
      at += escape.length;
      piece = at + 1;
    }
    throw errorAt(start, 'the string that begins here is never closed');
  };

  const readItems = (closer: string, depth: number, start: number): EdnValue[] => {
    if (depth > MAX_DEPTH) throw errorAt(start, `nested deeper than ${MAX_DEPTH}`);
    const items: EdnValue[] = [];
    for (;;) {
      // Long lists are lists of integers with one blank between them.
      for (let integer = readShortInteger(); integer !== null; integer = readShortInteger()) {
        items.push(integer);
        if (text.charCodeAt(at) === 32) at++;
      }
      skipToForm(depth);
      if (at >= text.length) throw errorAt(start, `"${text[start]}" is never closed`);
      const character = text[at] as string;
      if (character === closer) {
        at++;
        return items;
      }
      if (')]}'.includes(character)) {
        throw errorAt(at, `"${character}" where "${closer}" was expected`);
      }
      items.push(readForm(depth));
    }
  };

  const readMap = (depth: number): EdnMap => {
    const start = at++;
    const items = readItems('}', depth + 1, start);
    if (items.length % 2 !== 0) throw errorAt(start, 'the map that begins here has a key without a value');
    const entries: [EdnValue, EdnValue][] = [];
    const keys = new Set<string>();
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i] as EdnValue;
      const text = ednKeyText(key);
      if (keys.has(text)) throw errorAt(start, `the map that begins here has ${text.slice(0, 40)} twice`);
      keys.add(text);
      entries.push([key, items[i + 1] as EdnValue]);
    }
    return { type: 'map', entries };
  };

  const readSequence = (type: EdnSequence['type'], closer: string, depth: number): EdnSequence => {
    const start = at++;
    return { type, items: readItems(closer, depth + 1, start) };
  };

  /** What follows a `#`: a set, a symbolic number, or a tag with its form. */
  const readDispatch = (depth: number): EdnValue => {
    const start = at++;
    if (text[at] === '{') return readSequence('set', '}', depth);
    if (text[at] === '#') {
      at++;
      const name = token();
      const number = SYMBOLIC_NUMBERS.get(name);
      if (number === undefined) throw errorAt(start, `no such number: ##${name}`);
      return number;
    }
    const tag = token();
    if (!/^[\p{L}_]/u.test(tag)) throw errorAt(start, `no such form: #${tag}`);
    if (depth >= MAX_DEPTH) throw errorAt(start, `nested deeper than ${MAX_DEPTH}`);
    skipToForm(depth);
    if (at >= text.length) throw errorAt(start, `nothing follows the tag #${tag}`);
    return { type: 'tagged', tag, value: readForm(depth + 1) };
  };

  /** A number of few digits and no sign, as most are; null, and nothing is read, where it is any other word. */
  const readShortInteger = (): number | null => {
    let end = at;
    let value = 0;
    for (; ; end++) {
      const digit = text.charCodeAt(end) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const digits = end - at;
    if (digits === 0 || digits > EXACT_DIGITS || (digits > 1 && text[at] === '0')) return null;
    if (end < text.length && !isDelimiter(text.charCodeAt(end))) return null;
    at = end;
    return value;
  };

  const readAtom = (): EdnValue => {
    const integer = readShortInteger();
    if (integer !== null) return integer;
    const start = at;
    const word = token();
    const known = names.get(word);
    if (known !== undefined) return known;
    const value = parseAtom(word);
    if (value === undefined) throw errorAt(start, `not EDN: ${word.slice(0, 40)}`);
    if (value !== null && typeof value === 'object' && value.type === 'keyword') names.set(word, value);
    return value;
  };

  const readForm = (depth: number): EdnValue => {
    const character = text[at] as string;
    switch (character) {
      case '(':
        return readSequence('list', ')', depth);
      case '[':
        return readSequence('vector', ']', depth);
      case '{':
        return readMap(depth);
      case '"':
        return readString();
      case '#':
        return readDispatch(depth);
      case '\\': {
        const start = at++;
        // The character itself may be a delimiter.
        const first = String.fromCodePoint(text.codePointAt(at) ?? 0);
        at += first.length;
        const name = parseCharacter(first + token());
        if (name === undefined) throw errorAt(start, 'no such character');
        return { type: 'character', name };
      }
      case ')':
      case ']':
      case '}':
        throw errorAt(at, `"${character}" closes nothing`);
      default:
        return readAtom();
    }
  };

  return {
    next() {
      skipToForm(0);
      formStart = at;
      return at >= text.length ? undefined : readForm(0);
    },
    errorHere: (problem) => errorAt(formStart, problem),
  };
}

/** The one form of a text. @throws {EdnError} also when there is none, or more than one */
export function parseEdn(text: string): EdnValue {
  const reader = ednReader(text);
  const value = reader.next();
  if (value === undefined) throw reader.errorHere('there is nothing here');
  if (reader.next() !== undefined) throw reader.errorHere('a second form where the text should end');
  return value;
}
