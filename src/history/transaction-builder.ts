// Builds the columns of transactions row by row. A row can be taken back until it is ended: a reader may find only at the
// end of a transaction that it is none.

import { growingIntegers } from './growing-integers.ts';
import { type Growth, lengthAfter } from './growth.ts';
import { absent } from './interner.ts';
import { microKind, type TransactionColumns, valueOfList } from './transactions.ts';

/** Grows as micro-operations are added, row by row in order. */
export interface TransactionBuilder {
  add(kind: number, key: number, value: number): void;
  /** Makes the micro-operation added last a read of a list, of the elements that follow until `endList`. */
  list(): void;
  element(value: number): void;
  /** As `GrowingIntegers.pushKnown`. */
  knownElements(bytes: Uint8Array, from: number, ids: Int32Array): number;
  endList(): void;
  /** Adds a read of the list of all elements added since the last list. */
  addList(key: number): void;
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
  const listStart = growingIntegers(growth);
  let kind = new Uint8Array(64);
  let key = new Int32Array(64);
  let value = new Int32Array(64);
  let length = 0;
  /** Lists of the rows that have ended. */
  let listsBefore = 0;
  start.push(0);
  listStart.push(0);

  function grow(): void {
    const room = lengthAfter(length, growth);
    kind = copied(kind, new Uint8Array(room));
    key = copied(key, new Int32Array(room));
    value = copied(value, new Int32Array(room));
  }

  const lists = (): number => listStart.length() - 1;

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
      length += 1;
    },
    list() {
      value[length - 1] = valueOfList(lists());
    },
    element(valueId) {
      elements.push(valueId);
    },
    knownElements: (bytes, from, ids) => elements.pushKnown(bytes, from, ids),
    endList() {
      listStart.push(elements.length());
    },
    addList(keyId) {
      if (length === kind.length) grow();
      kind[length] = microKind.read;
      key[length] = keyId;
      value[length] = valueOfList(lists());
      listStart.push(elements.length());
      length += 1;
    },
    elements: () => elements.length(),
    cutElements: (count) => elements.cut(count),
    endRow() {
      start.push(length);
      listsBefore = lists();
    },
    discardRow() {
      length = start.at(start.length() - 1);
      listStart.cut(listsBefore + 1);
      elements.cut(listStart.at(listsBefore));
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
      listStart: listStart.finish(),
      elements: elements.finish(),
    }),
  };
}

function copied<Items extends Uint8Array | Int32Array>(items: Items, room: Items): Items {
  room.set(items);
  return room;
}
