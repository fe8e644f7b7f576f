// Transactions as typed arrays: the micro-operations of all rows one after another, and the elements of all lists read one
// after another. A transaction is a row whose value is a list of ["r", key, null | value | list], ["w", key, value] and
// ["append", key, value].

import { absent } from './interner.ts';
import type { JsonValue } from './operation.ts';

/** Codes of the `kind` column. */
export const microKind = { read: 0, append: 1, write: 2 } as const;

/** Micro-operations `start[row]` to `start[row + 1]` are those of the row; none where it is no transaction. */
export interface TransactionColumns {
  /** One entry more than there are rows. */
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  /** Position in the `keys` of the history. */
  readonly key: Int32Array;
  /**
   * Position in the `values` of the history: what was appended or written, or what a read of a register found.
   * `absent` for a read of a list and for a read of null (nothing known, or nothing there).
   */
  readonly value: Int32Array;
  /** Where the list read begins in `elements`; only where `listLength` is not `absent`. */
  readonly listStart: Int32Array;
  /** Number of elements of the list read; `absent` where no list was read. */
  readonly listLength: Int32Array;
  /** Positions in the `values` of the history. */
  readonly elements: Int32Array;
}

/** A micro-operation as JSON holds it. */
export type MicroOperation = readonly [kind: string, key: JsonValue, value: JsonValue];

const kinds: Readonly<Record<string, number>> = {
  r: microKind.read,
  read: microKind.read,
  w: microKind.write,
  write: microKind.write,
  append: microKind.append,
};

/** The code of a micro-operation's name; undefined for a name that is none. */
export function microKindOf(name: JsonValue | undefined): number | undefined {
  return typeof name === 'string' && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** Whether a value is a list of micro-operations. The empty list is: a transaction that does nothing. */
export function isTransaction(value: JsonValue): value is readonly MicroOperation[] {
  return (
    Array.isArray(value) &&
    value.every(
      (part: JsonValue) => Array.isArray(part) && part.length >= 2 && microKindOf(part[0]) !== undefined,
    )
  );
}

/** Grows as micro-operations are added, row by row in order. */
export interface TransactionBuilder {
  add(kind: number, key: number, value: number): void;
  /** Makes the micro-operation added last a read of a list of these. */
  element(value: number): void;
  list(): void;
  endRow(): void;
  finish(): TransactionColumns;
}

/** Makes a builder with room for some rows; it grows beyond. */
export function createTransactionBuilder(): TransactionBuilder {
  const start = growingIntegers();
  const kind = growingIntegers();
  const key = growingIntegers();
  const value = growingIntegers();
  const listStart = growingIntegers();
  const listLength = growingIntegers();
  const elements = growingIntegers();
  start.push(0);
  return {
    add(microOperationKind, keyId, valueId) {
      kind.push(microOperationKind);
      key.push(keyId);
      value.push(valueId);
      listStart.push(elements.length());
      listLength.push(absent);
    },
    list() {
      listLength.last(0);
    },
    element(valueId) {
      elements.push(valueId);
      listLength.last(elements.length() - listStart.atEnd());
    },
    endRow() {
      start.push(kind.length());
    },
    finish: () => ({
      start: start.finish(),
      kind: Uint8Array.from(kind.finish()),
      key: key.finish(),
      value: value.finish(),
      listStart: listStart.finish(),
      listLength: listLength.finish(),
      elements: elements.finish(),
    }),
  };
}

interface GrowingIntegers {
  push(value: number): void;
  /** Overwrites the entry pushed last. */
  last(value: number): void;
  atEnd(): number;
  length(): number;
  finish(): Int32Array;
}

/** An Int32Array that doubles when it is full. */
export function growingIntegers(): GrowingIntegers {
  let items = new Int32Array(64);
  let length = 0;
  return {
    push(value) {
      if (length === items.length) {
        const grown = new Int32Array(length * 2);
        grown.set(items);
        items = grown;
      }
      items[length++] = value;
    },
    last(value) {
      items[length - 1] = value;
    },
    atEnd: () => items[length - 1] as number,
    length: () => length,
    finish: () => items.subarray(0, length),
  };
}
