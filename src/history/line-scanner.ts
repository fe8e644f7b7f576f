// Finds the fields of one line of `history.jsonl` in its bytes, in any order and with any blanks, and keeps where each is and
// what it comes to. Makes no object and no string: names are told four characters at a time, results go into typed arrays.
// A line with anything out of the ordinary is `unusual`.

import { byte, scanInteger, scanList, scanLongTime, scanWord, skipBlanks, unusual } from './json-bytes.ts';
import type { ScanTransaction } from './transaction-scanner.ts';
import { threeBytes, word } from './words.ts';

/** The fields of a line, by number. */
export enum field {
  index = 0,
  time = 1,
  process = 2,
  type = 3,
  f = 4,
  key = 5,
  value = 6,
  error = 7,
  node = 8,
}

/** What a field holds. `other` is a list, `null`, `true` or `false`, its text canonical. */
export enum held {
  nothing = 0,
  integer = 1,
  string = 2,
  other = 3,
  transaction = 4,
}

/** The line scanned last, by `field`; overwritten by the next. */
export interface LineTokens {
  /** One of `held`. */
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Where the field is an integer. */
  readonly number: Float64Array;
}

/** An enum knows its names by their numbers, too. */
const count = Object.keys(field).length / 2;

export function createLineTokens(): LineTokens {
  return {
    kind: new Uint8Array(count),
    start: new Int32Array(count),
    end: new Int32Array(count),
    number: new Float64Array(count),
  };
}

/** Length of each name with its quotes. */
const nameLength = Uint8Array.from({ length: count }, (_, which) => (field[which] as string).length + 2);
const allRequired = 0b0101_1111;

const indexStart = word('"ind');
const indexEnd = word('dex"');
const timeStart = word('"tim');
const timeEnd = word('ime"');
const processStart = word('"pro');
const processMiddle = word('oces');
const processEnd = word('ess"');
const typeStart = word('"typ');
const typeEnd = word('ype"');
const nameOfF = word('"f"\0');
const keyStart = word('"key');
const keyEnd = word('key"');
const valueStart = word('"val');
const valueEnd = word('lue"');
const errorStart = word('"err');
const errorEnd = word('ror"');
const nodeStart = word('"nod');
const nodeEnd = word('ode"');
const transactionStart = word('"txn');

/** The field whose name, in quotes, is at `at`; -1 for one that is none. */
function fieldAt(view: DataView, at: number): number {
  const start = view.getInt32(at, true);
  switch (start) {
    case indexStart:
      return view.getInt32(at + 3, true) === indexEnd ? field.index : -1;
    case timeStart:
      return view.getInt32(at + 2, true) === timeEnd ? field.time : -1;
    case processStart:
      if (view.getInt32(at + 3, true) !== processMiddle) return -1;
      return view.getInt32(at + 5, true) === processEnd ? field.process : -1;
    case typeStart:
      return view.getInt32(at + 2, true) === typeEnd ? field.type : -1;
    case keyStart:
      return view.getInt32(at + 1, true) === keyEnd ? field.key : -1;
    case valueStart:
      return view.getInt32(at + 3, true) === valueEnd ? field.value : -1;
    case errorStart:
      return view.getInt32(at + 3, true) === errorEnd ? field.error : -1;
    case nodeStart:
      return view.getInt32(at + 2, true) === nodeEnd ? field.node : -1;
    default:
      return (start & threeBytes) === nameOfF ? field.f : -1;
  }
}

/** A value that is neither a string nor an integer of up to 15 digits. @returns the position after it, or `unusual` */
function scanRare(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  which: number,
  tokens: LineTokens,
  scanTransaction: ScanTransaction,
): number {
  const first = bytes[at] as number;
  if (first === byte.openBracket) {
    const f = tokens.start[field.f] as number;
    if (which === field.value && tokens.kind[field.f] === held.string && isTransaction(bytes, view, f)) {
      tokens.kind[which] = held.transaction;
      return scanTransaction(bytes, view, at);
    }
    tokens.kind[which] = held.other;
    return scanList(bytes, at);
  }
  if (first <= 0x39) {
    tokens.kind[which] = held.integer;
    const end = scanInteger(bytes, at, tokens.number, which);
    return end < 0 && which === field.time ? scanLongTime(bytes, at, tokens.number, which) : end;
  }
  tokens.kind[which] = held.other;
  return scanWord(bytes, at);
}

/** Whether the string at `at` is "txn". */
export function isTransaction(bytes: Uint8Array, view: DataView, at: number): boolean {
  return view.getInt32(at, true) === transactionStart && bytes[at + 4] === byte.quote;
}

/** Digits that fit 32 bits, and how many more then fit a double exactly. */
const fewDigits = 9;
const moreDigits = 6;
const powersOfTen = Float64Array.from({ length: moreDigits + 1 }, (_, power) => 10 ** power);

/**
 * Scans the line at `from` into `tokens`. `view` is over the same bytes, and goes on for some bytes after the line.
 * @returns the position after the line's newline, or `unusual`
 */
export function scanLine(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  tokens: LineTokens,
  scanTransaction: ScanTransaction,
): number {
  const { kind, start, end, number } = tokens;
  kind[field.f] = held.nothing;
  kind[field.key] = held.nothing;
  kind[field.error] = held.nothing;
  kind[field.node] = held.nothing;
  let seen = 0;
  let at = (bytes[from] as number) <= byte.space ? skipBlanks(bytes, from) : from;
  if (bytes[at] !== byte.openBrace) return unusual;
  do {
    at += 1;
    if ((bytes[at] as number) <= byte.space) at = skipBlanks(bytes, at);
    const which = fieldAt(view, at);
    if (which < 0 || (seen & (1 << which)) !== 0) return unusual;
    seen |= 1 << which;
    at += nameLength[which] as number;
    if (bytes[at] !== byte.colon) at = skipBlanks(bytes, at);
    if (bytes[at] !== byte.colon) return unusual;
    at += 1;
    if ((bytes[at] as number) <= byte.space) at = skipBlanks(bytes, at);
    start[which] = at;
    const first = bytes[at] as number;
    if (first === byte.quote) {
      let next = 0;
      do {
        at += 1;
        next = bytes[at] as number;
        if (next < byte.space || next === byte.backslash) return unusual;
      } while (next !== byte.quote);
      at += 1;
      kind[which] = held.string;
    } else {
      let digit = first - byte.zero;
      let sum = 0;
      const last = at + fewDigits;
      while (digit >= 0 && digit <= 9 && at < last) {
        sum = (sum * 10 + digit) | 0;
        at += 1;
        digit = (bytes[at] as number) - byte.zero;
      }
      let low = 0;
      let lowDigits = 0;
      while (digit >= 0 && digit <= 9 && lowDigits < moreDigits) {
        low = (low * 10 + digit) | 0;
        lowDigits += 1;
        at += 1;
        digit = (bytes[at] as number) - byte.zero;
      }
      const from = last - fewDigits;
      if (at === from || (first === byte.zero && at > from + 1) || (digit >= 0 && digit <= 9)) {
        at = scanRare(bytes, view, from, which, tokens, scanTransaction);
        if (at < 0) return unusual;
      } else {
        number[which] = lowDigits === 0 ? sum : sum * (powersOfTen[lowDigits] as number) + low;
        kind[which] = held.integer;
      }
    }
    end[which] = at;
    if ((bytes[at] as number) <= byte.space) at = skipBlanks(bytes, at);
  } while (bytes[at] === byte.comma);
  if (bytes[at] !== byte.closeBrace) return unusual;
  at = skipBlanks(bytes, at + 1);
  return bytes[at] === byte.newline && (seen & allRequired) === allRequired ? at + 1 : unusual;
}
