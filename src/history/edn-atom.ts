// The forms of EDN that are one word: numbers, names, characters, and the escapes inside strings.

import type { EdnValue } from './edn-value.ts';

/** Numbers written with `##`. */
export const SYMBOLIC_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['newline', '\n'],
  ['return', '\r'],
  ['space', ' '],
  ['tab', '\t'],
  ['backspace', '\b'],
  ['formfeed', '\f'],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['"', '"'],
  ['\\', '\\'],
]);

const INTEGER = /^[+-]?(?:0|[1-9]\d*)$/;
const BIG_INTEGER = /^[+-]?(?:0|[1-9]\d*)N$/;
const DECIMAL = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/;
const RATIO = /^([+-]?\d+)\/(\d+)$/;
const NAME = /^[^\d:#@^`~\\][^@^`~\\]*$/;

/** The value of a word, or undefined when it is none. */
export function parseAtom(word: string): EdnValue | undefined {
  if (word === 'nil') return null;
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word.startsWith(':')) {
    const name = word.slice(1);
    return name !== '' && !name.startsWith(':') ? { type: 'keyword', name } : undefined;
  }
  if (/^[+-]?\d/.test(word)) return parseNumber(word);
  return NAME.test(word) ? { type: 'symbol', name: word } : undefined;
}

function parseNumber(word: string): EdnValue | undefined {
  if (INTEGER.test(word)) {
    const number = Number(word);
    return Number.isSafeInteger(number) ? number + 0 : BigInt(word.replace('+', ''));
  }
  if (BIG_INTEGER.test(word)) return BigInt(word.slice(0, -1).replace('+', ''));
  if (DECIMAL.test(word)) return Number(word.replace('M', ''));
  const [, numerator, denominator] = RATIO.exec(word) ?? [];
  if (numerator === undefined || denominator === undefined || /^0+$/.test(denominator)) return undefined;
  return { type: 'ratio', numerator: BigInt(numerator.replace('+', '')), denominator: BigInt(denominator) };
}

/** The character that a name after a backslash stands for, or undefined. */
export function parseCharacter(name: string): string | undefined {
  const named = CHARACTERS.get(name);
  if (named !== undefined) return named;
  if (/^u[0-9a-fA-F]{4}$/.test(name)) return String.fromCharCode(Number.parseInt(name.slice(1), 16));
  return name !== '\0' && Array.from(name).length === 1 ? name : undefined;
}

/** The character that an escape in a string stands for, read after the backslash, and how long the escape is. */
export function escapedCharacter(
  text: string,
  at: number,
): { readonly character: string; readonly length: number } | null {
  const plain = ESCAPES.get(text[at] ?? '');
  if (plain !== undefined) return { character: plain, length: 1 };
  const hex = text.slice(at + 1, at + 5);
  if (text[at] !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) return null;
  return { character: String.fromCharCode(Number.parseInt(hex, 16)), length: 5 };
}
