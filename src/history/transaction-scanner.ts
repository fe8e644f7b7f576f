// Reads transactions from the bytes of a line into their columns: no list, no string and no object is made. What is
// read of a transaction that turns out to be unusual must be discarded by the caller.

import { type ColumnBuilder } from './column-builder.ts';
import { absent, notText } from './interner.ts';
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
import type { ScanTransaction } from './line-scanner.ts';
import { microKind, microKindNames, microKindOf } from './transactions.ts';

type Parts = Pick<ColumnBuilder, 'transactions' | 'keys' | 'values'>;

const kinds = microKindNames.map((name) => ({
  code: microKindOf(name) as number,
  word: Buffer.from(`"${name}"`),
}));
const nothing = Buffer.from('null');

/** A scanner that adds to these. */
export function createTransactionScanner({ transactions, keys, values }: Parts): ScanTransaction {
  const found: Scanned = { hash: 0, number: Number.NaN };
  /** What `scanItem` found. */
  let item = absent;

  /** Any value but a list into `item`. */
  function scanItem(bytes: Uint8Array, at: number, table: Parts['values']): number {
    const first = bytes[at] as number;
    if (first <= 0x39 && first !== byte.quote) {
      const end = scanInteger(bytes, at, found);
      if (end !== unusual) item = table.idOfInteger(found.number);
      return end;
    }
    const end = first === byte.quote ? scanString(bytes, at, found) : scanWord(bytes, at, found);
    return end === unusual ? unusual : idOfText(bytes, at, end, table);
  }

  function idOfText(bytes: Uint8Array, at: number, end: number, table: Parts['values']): number {
    item = table.idOfText(bytes, at, end, found.hash);
    return item === notText ? unusual : end;
  }

  /** The elements of a list that was read. `from` is its bracket. */
  function scanElements(bytes: Uint8Array, from: number): number {
    transactions.list();
    let at = skipBlanks(bytes, from + 1);
    if (bytes[at] === byte.closeBracket) return at + 1;
    for (;;) {
      at = scanItem(bytes, at, values);
      if (at === unusual) return unusual;
      transactions.element(item);
      at = skipBlanks(bytes, at);
      if (bytes[at] === byte.closeBracket) return at + 1;
      if (bytes[at] !== byte.comma) return unusual;
      at = skipBlanks(bytes, at + 1);
    }
  }

  /** The third part of a micro-operation: what is written or was read. */
  function scanFound(bytes: Uint8Array, at: number, kind: number, key: number): number {
    if (matches(bytes, at, nothing)) {
      transactions.add(kind, key, absent);
      return at + nothing.length;
    }
    if (bytes[at] === byte.openBracket && kind === microKind.read) {
      transactions.add(kind, key, absent);
      return scanElements(bytes, at);
    }
    const end = bytes[at] === byte.openBracket ? scanWrittenList(bytes, at) : scanItem(bytes, at, values);
    if (end !== unusual) transactions.add(kind, key, item);
    return end;
  }

  function scanWrittenList(bytes: Uint8Array, at: number): number {
    const end = scanList(bytes, at, found);
    return end === unusual ? unusual : idOfText(bytes, at, end, values);
  }

  /** `from` is the bracket of the micro-operation. */
  function scanMicroOperation(bytes: Uint8Array, from: number): number {
    let at = skipBlanks(bytes, from + 1);
    const kind = kinds.find(({ word }) => matches(bytes, at, word));
    if (kind === undefined) return unusual;
    at = skipBlanks(bytes, at + kind.word.length);
    if (bytes[at] !== byte.comma) return unusual;
    at = scanItem(bytes, skipBlanks(bytes, at + 1), keys);
    if (at === unusual) return unusual;
    const key = item;
    at = skipBlanks(bytes, at);
    if (bytes[at] !== byte.comma) return unusual;
    at = scanFound(bytes, skipBlanks(bytes, at + 1), kind.code, key);
    if (at === unusual) return unusual;
    at = skipBlanks(bytes, at);
    return bytes[at] === byte.closeBracket ? at + 1 : unusual;
  }

  return (bytes, from) => {
    let at = skipBlanks(bytes, from + 1);
    if (bytes[at] === byte.closeBracket) return at + 1;
    for (;;) {
      if (bytes[at] !== byte.openBracket) return unusual;
      at = scanMicroOperation(bytes, at);
      if (at === unusual) return unusual;
      at = skipBlanks(bytes, at);
      if (bytes[at] === byte.closeBracket) return at + 1;
      if (bytes[at] !== byte.comma) return unusual;
      at = skipBlanks(bytes, at + 1);
    }
  };
}
