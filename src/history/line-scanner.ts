// Finds the fields of one line of `history.jsonl` in its bytes, in any order and with any blanks, and keeps where they are
// and what they come to. Makes no object and no string. A line with anything out of the ordinary is `unusual`.

import {
  byte,
  matches,
  type Scanned,
  scanInteger,
  scanList,
  scanString,
  scanWord,
  skipBlanks,
  unusual,
} from './json-bytes.ts';
import type { OperationType } from './operation.ts';
import { nemesisProcess, typeCode } from './operation-codes.ts';

/** Positions in the arrays of `LineFields`. */
export const field = { f: 0, key: 1, value: 2, error: 3, node: 4 } as const;

/** What a field holds: nothing, an integer, a canonical text of anything else, or a transaction. */
export const held = { nothing: 0, integer: 1, text: 2, transaction: 3 } as const;

/** The line scanned last; overwritten by the next. */
export interface LineFields {
  index: number;
  time: number;
  process: number;
  type: number;
  /** Where each field begins and ends, its hash, its number: by `field`. */
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly hash: Int32Array;
  readonly number: Float64Array;
}

export interface LineScanner {
  readonly fields: LineFields;
  /** @returns the position after the line's newline, or `unusual` */
  scan(bytes: Uint8Array, from: number): number;
}

const seen = { index: 1, time: 2, process: 4, type: 8, f: 16, key: 32, value: 64, error: 128, node: 256 };
const required = seen.index | seen.time | seen.process | seen.type | seen.f | seen.value;

const named = (text: string): Uint8Array => Buffer.from(`${text}"`);
const names = {
  index: named('index'),
  time: named('time'),
  process: named('process'),
  type: named('type'),
  f: named('f'),
  key: named('key'),
  value: named('value'),
  error: named('error'),
  node: named('node'),
};
const nemesis = named('nemesis');
const types = (Object.keys(typeCode) as OperationType[]).map(named);
const transactionName = named('txn');
const maximumProcess = 2 ** 31 - 1;
/** Digits of nanoseconds since 1970. */
const maximumTimeDigits = 19;

/** Reads the transaction that begins at `from`. @returns the position after it, or `unusual` */
export type ScanTransaction = (bytes: Uint8Array, from: number) => number;

/** @param scanTransaction is called at most once a line, also for one that turns out to be unusual later */
export function createLineScanner(scanTransaction: ScanTransaction): LineScanner {
  const found: Scanned = { hash: 0, number: Number.NaN };
  const fields: LineFields = {
    index: 0,
    time: Number.NaN,
    process: 0,
    type: 0,
    kind: new Uint8Array(5),
    start: new Int32Array(5),
    end: new Int32Array(5),
    hash: new Int32Array(5),
    number: new Float64Array(5),
  };
  let fieldsSeen = 0;

  /** Remembers where a field begins and ends and what it comes to. */
  function keep(slot: number, kind: number, from: number, end: number): number {
    fields.kind[slot] = kind;
    fields.start[slot] = from;
    fields.end[slot] = end;
    if (kind === held.integer) fields.number[slot] = found.number;
    else fields.hash[slot] = found.hash;
    return end;
  }

  function scanText(bytes: Uint8Array, at: number, slot: number): number {
    return bytes[at] === byte.quote ? keep(slot, held.text, at, scanString(bytes, at, found)) : unusual;
  }

  function scanAny(bytes: Uint8Array, at: number, slot: number): number {
    const first = bytes[at] as number;
    if (first === byte.quote) return keep(slot, held.text, at, scanString(bytes, at, found));
    if (first === byte.openBracket) return keep(slot, held.text, at, scanList(bytes, at, found));
    if (first > 0x39) return keep(slot, held.text, at, scanWord(bytes, at, found));
    return keep(slot, held.integer, at, scanInteger(bytes, at, found));
  }

  /** The value of a transaction is read at once where its name came before. */
  function scanValue(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== byte.openBracket || !isTransaction(bytes)) return scanAny(bytes, at, field.value);
    return keep(field.value, held.transaction, at, scanTransaction(bytes, at));
  }

  function isTransaction(bytes: Uint8Array): boolean {
    const start = fields.start[field.f] as number;
    return fields.kind[field.f] === held.text && matches(bytes, start + 1, transactionName);
  }

  function scanIndex(bytes: Uint8Array, at: number): number {
    const end = scanInteger(bytes, at, found);
    fields.index = found.number;
    return end;
  }

  function scanTime(bytes: Uint8Array, at: number): number {
    const end = scanInteger(bytes, at, found);
    fields.time = found.number;
    if (end !== unusual) return end;
    let long = at;
    while ((bytes[long] as number) >= byte.zero && (bytes[long] as number) <= 0x39) long += 1;
    if (long - at > maximumTimeDigits || long === at || bytes[at] === byte.zero) return unusual;
    fields.time = Number(Buffer.from(bytes.subarray(at, long)).toString('latin1'));
    return long;
  }

  function scanProcess(bytes: Uint8Array, at: number): number {
    if (bytes[at] === byte.quote) {
      fields.process = nemesisProcess;
      return matches(bytes, at + 1, nemesis) ? at + 1 + nemesis.length : unusual;
    }
    const end = scanInteger(bytes, at, found);
    fields.process = found.number;
    return found.number >= 0 && found.number <= maximumProcess ? end : unusual;
  }

  function scanType(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== byte.quote) return unusual;
    for (let code = 0; code < types.length; code += 1) {
      const word = types[code] as Uint8Array;
      if (!matches(bytes, at + 1, word)) continue;
      fields.type = code;
      return at + 1 + word.length;
    }
    return unusual;
  }

  /** The position of the value of the field whose name is `word`. */
  function begin(bytes: Uint8Array, at: number, word: Uint8Array, bit: number): number {
    if (!matches(bytes, at, word) || (fieldsSeen & bit) !== 0) return unusual;
    fieldsSeen |= bit;
    const colon = skipBlanks(bytes, at + word.length);
    return bytes[colon] === byte.colon ? skipBlanks(bytes, colon + 1) : unusual;
  }

  /** `at` is behind the quote that opens the name. */
  function scanField(bytes: Uint8Array, at: number): number {
    let value = unusual;
    switch (bytes[at]) {
      case 0x69: // i
        value = begin(bytes, at, names.index, seen.index);
        return value === unusual ? unusual : scanIndex(bytes, value);
      case 0x74: // t
        if (bytes[at + 1] === 0x79) {
          value = begin(bytes, at, names.type, seen.type);
          return value === unusual ? unusual : scanType(bytes, value);
        }
        value = begin(bytes, at, names.time, seen.time);
        return value === unusual ? unusual : scanTime(bytes, value);
      case 0x70: // p
        value = begin(bytes, at, names.process, seen.process);
        return value === unusual ? unusual : scanProcess(bytes, value);
      case 0x66: // f
        value = begin(bytes, at, names.f, seen.f);
        return value === unusual ? unusual : scanText(bytes, value, field.f);
      case 0x76: // v
        value = begin(bytes, at, names.value, seen.value);
        return value === unusual ? unusual : scanValue(bytes, value);
      case 0x6b: // k
        value = begin(bytes, at, names.key, seen.key);
        return value === unusual ? unusual : scanAny(bytes, value, field.key);
      case 0x65: // e
        value = begin(bytes, at, names.error, seen.error);
        return value === unusual ? unusual : scanText(bytes, value, field.error);
      case 0x6e: // n
        value = begin(bytes, at, names.node, seen.node);
        return value === unusual ? unusual : scanText(bytes, value, field.node);
      default:
        return unusual;
    }
  }

  return {
    fields,
    scan(bytes, from) {
      fieldsSeen = 0;
      fields.kind.fill(held.nothing);
      let at = skipBlanks(bytes, from);
      if (bytes[at] !== byte.openBrace) return unusual;
      for (;;) {
        at = skipBlanks(bytes, at + 1);
        if (bytes[at] !== byte.quote) return unusual;
        at = scanField(bytes, at + 1);
        if (at === unusual) return unusual;
        at = skipBlanks(bytes, at);
        if (bytes[at] === byte.closeBrace) break;
        if (bytes[at] !== byte.comma) return unusual;
      }
      at = skipBlanks(bytes, at + 1);
      if (bytes[at] !== byte.newline || (fieldsSeen & required) !== required) return unusual;
      const late = fields.kind[field.value] === held.text && isTransaction(bytes);
      if (late && scanValue(bytes, fields.start[field.value] as number) === unusual) return unusual;
      return at + 1;
    },
  };
}
