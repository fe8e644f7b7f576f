// The parts of the lexer that build values: numbers, strings, hexadecimal blobs, quoted identifiers, variables.
// MySQL manual, "Literal Values".

import type { SqlValue } from '../statement.ts';
import { syntaxError } from './errors.ts';
import type { Token } from './token.ts';

const numberPattern = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const variablePattern = /@@?(?:[A-Za-z0-9_$]+(?:\.[A-Za-z0-9_$]+)*|`[^`]*`)/y;
const wordAfterNumber = /[A-Za-z_$\u0080-\uffff]/;

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // MySQL keeps the backslash of these two, so that patterns of LIKE can use them.
  '%': '\\%',
  _: '\\_',
};

/** Bytes of a string of hexadecimal digits, or `null` when it is not one. */
export function bytesOfHexadecimal(digits: string): Uint8Array | null {
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] =
      digitValue(digits.charCodeAt(index * 2)) * 16 + digitValue(digits.charCodeAt(index * 2 + 1));
  }
  return bytes;
}

/** Of `0` to `9`, `A` to `F` and `a` to `f`. */
function digitValue(code: number): number {
  return code < 65 ? code - 48 : (code & 0xdf) - 55;
}

function numberValue(text: string): SqlValue {
  if (text.startsWith('0x') || text.startsWith('0X')) {
    const digits = text.slice(2);
    return bytesOfHexadecimal(digits.length % 2 === 0 ? digits : `0${digits}`);
  }
  const value = Number(text);
  if (Number.isSafeInteger(value) || !/^\d+$/.test(text)) return value;
  // Beyond 20 digits a whole number fits no integer type and is a double, as in MySQL.
  return text.length > 20 ? value : BigInt(text);
}

export function readNumber(sql: string, start: number): Token {
  numberPattern.lastIndex = start;
  const text = numberPattern.exec(sql)?.[0] ?? '';
  const end = start + text.length;
  if (wordAfterNumber.test(sql.charAt(end)) && !text.includes('.')) return readWordFromDigits(sql, start);
  const value = numberValue(text);
  if (typeof value === 'number' && !Number.isFinite(value)) throw syntaxError(sql, start);
  return { kind: 'literal', text, upper: '', value, start, end };
}

/** Identifiers may start with digits, as long as they do not consist of digits alone. */
function readWordFromDigits(sql: string, start: number): Token {
  const text = /^[A-Za-z0-9_$\u0080-\uffff]+/.exec(sql.slice(start))?.[0] ?? '';
  return { kind: 'word', text, upper: text.toUpperCase(), value: null, start, end: start + text.length };
}

/** A string in `'` or `"`, an identifier in backticks, or a blob `X'..'`. */
export function readQuoted(sql: string, start: number): Token {
  const prefixed = sql.charCodeAt(start + 1) === 39 && /[xX]/.test(sql.charAt(start));
  const { content, end } = readQuotedContent(sql, prefixed ? start + 1 : start);
  if (sql.charCodeAt(start) === 96) {
    if (content === '') throw syntaxError(sql, start);
    return { kind: 'quoted', text: content, upper: '', value: null, start, end };
  }
  if (!prefixed) return { kind: 'string', text: '', upper: '', value: content, start, end };
  const bytes = bytesOfHexadecimal(content);
  if (bytes === null) throw syntaxError(sql, start);
  return { kind: 'literal', text: content, upper: '', value: bytes, start, end };
}

function readQuotedContent(sql: string, open: number): { content: string; end: number } {
  const quote = sql.charCodeAt(open);
  const escapable = quote !== 96;
  for (let position = open + 1; position < sql.length; position += 1) {
    const code = sql.charCodeAt(position);
    if (code === quote && sql.charCodeAt(position + 1) !== quote)
      return { content: sql.slice(open + 1, position), end: position + 1 };
    if (code === quote || (escapable && code === 92)) return readEscapedContent(sql, open, position);
  }
  throw syntaxError(sql, open);
}

/** Characters turned into text at a time: a text built one by one is a chain as long as itself. */
const chunkCharacters = 4096;

/** The content of a literal whose first escape is at `first`. */
function readEscapedContent(sql: string, open: number, first: number): { content: string; end: number } {
  const quote = sql.charCodeAt(open);
  const chunks = [sql.slice(open + 1, first)];
  let codes: number[] = [];
  for (let position = first; position < sql.length; position += 1) {
    const code = sql.charCodeAt(position);
    if (code === quote) {
      position += 1;
      if (sql.charCodeAt(position) !== quote) {
        chunks.push(String.fromCharCode(...codes));
        return { content: chunks.join(''), end: position };
      }
      codes.push(code);
    } else if (quote !== 96 && code === 92 && position + 1 < sql.length) {
      position += 1;
      const escaped = escapes[sql.charAt(position)] ?? '';
      if (escaped === '') codes.push(sql.charCodeAt(position));
      for (let at = 0; at < escaped.length; at += 1) codes.push(escaped.charCodeAt(at));
    } else codes.push(code);
    if (codes.length >= chunkCharacters) {
      chunks.push(String.fromCharCode(...codes));
      codes = [];
    }
  }
  throw syntaxError(sql, open);
}

/** `@name`, `@@name`, `@@session.name`; `@` alone is the operator in `'user'@'host'`. */
export function readVariable(sql: string, start: number): Token {
  variablePattern.lastIndex = start;
  const text = variablePattern.exec(sql)?.[0];
  if (text === undefined)
    return { kind: 'operator', text: '@', upper: '@', value: null, start, end: start + 1 };
  const kind = text.startsWith('@@') ? 'systemVariable' : 'userVariable';
  const name = text.replace(/^@@?/, '').replaceAll('`', '').toLowerCase();
  return { kind, text: name, upper: '', value: null, start, end: start + text.length };
}
