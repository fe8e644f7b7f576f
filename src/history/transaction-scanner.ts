// Reads transactions from the bytes of a line into their columns: no list, no string and no object is made. What is
// read of a transaction that turns out to be unusual must be discarded by the caller.

import type { ColumnBuilder } from './column-builder.ts';
import { absent, type Interner, notText } from './interner.ts';
import { byte, scanInteger, scanList, scanString, scanWord, skipBlanks, unusual } from './json-bytes.ts';
import type { JsonValue } from './operation.ts';
import { createOrdinaryScanner } from './ordinary-transactions.ts';
import { createTextTable, type IdOfText } from './text-table.ts';
import { microKind } from './transactions.ts';
import { threeBytes, word } from './words.ts';

/** Reads the transaction that begins at `from`. @returns the position after it, or `unusual` */
export type ScanTransaction = (bytes: Uint8Array, view: DataView, from: number) => number;

type Parts = Pick<ColumnBuilder, 'transactions' | 'keys' | 'values'>;

const nothing = word('null');
const r = word('"r"\0');
const w = word('"w"\0');
const appendStart = word('"app');
const appendEnd = word('end"');
const readStart = word('"rea');
const readEnd = word('ead"');
const writeStart = word('"wri');
const writeEnd = word('ite"');

/** The kind of the micro-operation whose name, in quotes, is at `at`, or `unusual`. */
function kindAt(view: DataView, at: number): number {
  const start = view.getInt32(at, true);
  switch (start) {
    case appendStart:
      return view.getInt32(at + 4, true) === appendEnd ? microKind.append : unusual;
    case readStart:
      return view.getInt32(at + 2, true) === readEnd ? microKind.read : unusual;
    case writeStart:
      return view.getInt32(at + 3, true) === writeEnd ? microKind.write : unusual;
    default:
      if ((start & threeBytes) === r) return microKind.read;
      return (start & threeBytes) === w ? microKind.write : unusual;
  }
}

/** The most digits that are added up without a look at how many they are. */
const fewDigits = 9;

/** A scanner that adds to these. */
export function createTransactionScanner(parts: Parts): ScanTransaction {
  const { transactions, keys, values } = parts;
  const scanOrdinary = createOrdinaryScanner(parts);
  const number = new Float64Array(1);
  /** What `scanItem` found. */
  const item = new Int32Array(1);
  const textOfKey = createTextTable(keys);
  const textOfValue = createTextTable(values);

  /** Any value but a list into `item`. */
  function scanItem(
    bytes: Uint8Array,
    view: DataView,
    from: number,
    table: Interner<JsonValue>,
    text: IdOfText,
  ): number {
    let at = from;
    let sum = 0;
    let digit = (bytes[at] as number) - byte.zero;
    while (digit >= 0 && digit <= 9 && at < from + fewDigits) {
      sum = (sum * 10 + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) - byte.zero;
    }
    if (at === from || (digit >= 0 && digit <= 9) || (bytes[from] === byte.zero && at > from + 1)) {
      return scanRare(bytes, view, from, table, text);
    }
    item[0] = table.idOfInteger(sum);
    return at;
  }

  function scanRare(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    table: Interner<JsonValue>,
    text: IdOfText,
  ): number {
    const first = bytes[at] as number;
    let end: number;
    if (first === byte.openBracket) end = table === values ? scanList(bytes, at) : unusual;
    else if (first === byte.quote) end = scanString(bytes, at);
    else if (first > 0x39) end = scanWord(bytes, at);
    else {
      end = scanInteger(bytes, at, number, 0);
      if (end >= 0) item[0] = table.idOfInteger(number[0] as number);
      return end;
    }
    if (end < 0) return unusual;
    item[0] = text(bytes, view, at, end);
    return item[0] === notText ? unusual : end;
  }

  /** The elements of a list that was read. `from` is its bracket. */
  function scanElements(bytes: Uint8Array, view: DataView, from: number): number {
    let at = skipBlanks(bytes, from + 1);
    if (bytes[at] === byte.closeBracket) return at + 1;
    for (;;) {
      at = transactions.knownElements(bytes, at, values.knownIntegers());
      if (bytes[at] === byte.closeBracket && bytes[at - 1] !== byte.comma) return at + 1;
      at = scanItem(bytes, view, skipBlanks(bytes, at), values, textOfValue);
      if (at < 0) return unusual;
      transactions.element(item[0] as number);
      at = skipBlanks(bytes, at);
      if (bytes[at] !== byte.comma) return bytes[at] === byte.closeBracket ? at + 1 : unusual;
      at = skipBlanks(bytes, at + 1);
    }
  }

  /** The third part of a micro-operation: what is written or was read. */
  function scanFound(bytes: Uint8Array, view: DataView, at: number, kind: number, key: number): number {
    if (bytes[at] === byte.openBracket && kind === microKind.read) {
      transactions.add(kind, key, absent);
      transactions.list();
      const end = scanElements(bytes, view, at);
      transactions.endList();
      return end;
    }
    if (view.getInt32(at, true) === nothing) {
      transactions.add(kind, key, absent);
      return at + 4;
    }
    const end = scanItem(bytes, view, at, values, textOfValue);
    if (end >= 0) transactions.add(kind, key, item[0] as number);
    return end;
  }

  /** The position after the comma and the blanks around it, or `unusual`. */
  function skipComma(bytes: Uint8Array, from: number): number {
    const at = bytes[from] === byte.comma ? from : skipBlanks(bytes, from);
    return bytes[at] === byte.comma ? skipBlanks(bytes, at + 1) : unusual;
  }

  /** `from` is the bracket of the micro-operation. */
  function scanMicroOperation(bytes: Uint8Array, view: DataView, from: number): number {
    let at = skipBlanks(bytes, from + 1);
    const kind = kindAt(view, at);
    if (kind < 0) return unusual;
    at = skipComma(bytes, scanString(bytes, at));
    if (at < 0) return unusual;
    at = scanItem(bytes, view, at, keys, textOfKey);
    if (at < 0) return unusual;
    const key = item[0] as number;
    at = skipComma(bytes, at);
    if (at < 0) return unusual;
    at = scanFound(bytes, view, at, kind, key);
    if (at < 0) return unusual;
    if (bytes[at] === byte.closeBracket) return at + 1;
    at = skipBlanks(bytes, at);
    return bytes[at] === byte.closeBracket ? at + 1 : unusual;
  }

  return (bytes, view, from) => {
    let at = skipBlanks(bytes, from + 1);
    if (bytes[at] === byte.closeBracket) return at + 1;
    const end = scanOrdinary(bytes, view, at);
    if (end >= 0) return end;
    at = ~end;
    for (;;) {
      if (bytes[at] !== byte.openBracket) return unusual;
      at = scanMicroOperation(bytes, view, at);
      if (at < 0) return unusual;
      at = skipBlanks(bytes, at);
      if (bytes[at] === byte.closeBracket) return at + 1;
      if (bytes[at] !== byte.comma) return unusual;
      at = skipBlanks(bytes, at + 1);
    }
  };
}
