// Builds the columns of transactions row by row. A row can be taken back until it is ended: a reader may find only at the
// end of a transaction that it is none.

import { growingIntegers } from './growing-integers.ts';
import { type Growth, lengthAfter } from './growth.ts';
import { absent } from './interner.ts';
import { microKind, type TransactionColumns } from './transactions.ts';

/** Grows as micro-operations are added, row by row in order. */
export interface TransactionBuilder {
  add(kind: number, key: number, value: number): void;
  /** Makes the micro-operation added last a read of a list, of the elements that follow until `endList`. */
  list(): void;
  element(value: number): void;
  /** As `GrowingIntegers.pushKnown`. */
  knownElements(bytes: Uint8Array, from: number, ids: Int32Array): number;
  endList(): void;
  /** Adds a read of the list of all elements after the first `before` of all lists. */
  addList(key: number, before: number): void;
  /** Elements of all lists. */
  elements(): number;
  /** Forgets all elements but the first so many. */
  cutElements(count: number): void;
  endRow(): void;
  /** Forgets what was added since the last row ended. */
  discardRow(): void;
  /**
   * Compares what two rows ask for: kinds, keys, and what is written; not what was read.
   * @returns the position of the first micro-operation that differs, or `absent`
   */
  difference(row: number, other: number): number;
  finish(): TransactionColumns;
}

/** An empty builder. */
export function createTransactionBuilder(growth: Growth): TransactionBuilder {
  const start = growingIntegers(growth);
  const elements = growingIntegers(growth);
  let kind = new Uint8Array(64);
  let key = new Int32Array(64);
  let value = new Int32Array(64);
  let listStart = new Int32Array(64);
  let listLength = new Int32Array(64);
  let length = 0;
  start.push(0);

  function grow(): void {
    const room = lengthAfter(length, growth);
    kind = copied(kind, new Uint8Array(room));
    key = copied(key, new Int32Array(room));
    value = copied(value, new Int32Array(room));
    listStart = copied(listStart, new Int32Array(room));
    listLength = copied(listLength, new Int32Array(room));
  }

  /** Whether two micro-operations ask for the same. */
  function same(one: number, other: number): boolean {
    if (kind[one] !== kind[other] || key[one] !== key[other]) return false;
    return kind[one] === microKind.read || value[one] === value[other];
  }

  return {
    add(kindCode, keyId, valueId) {
      if (length === kind.length) grow();
      kind[length] = kindCode;
      key[length] = keyId;
      value[length] = valueId;
      listStart[length] = elements.length();
      listLength[length] = absent;
      length += 1;
    },
    list() {
      listLength[length - 1] = 0;
    },
    element(valueId) {
      elements.push(valueId);
    },
    knownElements: (bytes, from, ids) => elements.pushKnown(bytes, from, ids),
    endList() {
      listLength[length - 1] = elements.length() - (listStart[length - 1] as number);
    },
    addList(keyId, before) {
      if (length === kind.length) grow();
      kind[length] = microKind.read;
      key[length] = keyId;
      value[length] = absent;
      listStart[length] = before;
      listLength[length] = elements.length() - before;
      length += 1;
    },
    elements: () => elements.length(),
    cutElements: (count) => elements.cut(count),
    endRow() {
      start.push(length);
    },
    discardRow() {
      const end = start.at(start.length() - 1);
      if (end < length) elements.cut(listStart[end] as number);
      length = end;
    },
    difference(row, other) {
      const from = start.at(row);
      const otherFrom = start.at(other);
      const count = start.at(row + 1) - from;
      const otherCount = start.at(other + 1) - otherFrom;
      for (let i = 0; i < Math.min(count, otherCount); i += 1) {
        if (!same(from + i, otherFrom + i)) return i;
      }
      return count === otherCount ? absent : Math.min(count, otherCount);
    },
    finish: () => ({
      start: start.finish(),
      kind: kind.subarray(0, length),
      key: key.subarray(0, length),
      value: value.subarray(0, length),
      listStart: listStart.subarray(0, length),
      listLength: listLength.subarray(0, length),
      elements: elements.finish(),
    }),
  };
}

function copied<Items extends Uint8Array | Int32Array>(items: Items, room: Items): Items {
  room.set(items);
  return room;
}
