// Transactions as typed arrays: the micro-operations of all rows one after another, and the elements of all lists read one
// after another. A transaction is a row whose value is a list of ["r", key, null | value | list], ["w", key, value] and
// ["append", key, value].

import { absent } from './interner.ts';
import type { JsonValue } from './operation.ts';

/** Codes of the `kind` column. */
export enum microKind {
  read = 0,
  append = 1,
  write = 2,
}

/** Micro-operations `start[row]` to `start[row + 1]` are those of the row; none where it is no transaction. */
export interface TransactionColumns {
  /** One entry more than there are rows. */
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  /** Position in the `keys` of the history. */
  readonly key: Int32Array;
  /**
   * Position in the `values` of the history: what was appended or written, or what a read of a register found.
   * `absent` for a read of null (nothing known, or nothing there); `valueOfList` for a read of a list.
   */
  readonly value: Int32Array;
  /** Where each list read begins in `elements`; one entry more than there are lists. */
  readonly listStart: Int32Array;
  /** Positions in the `values` of the history. */
  readonly elements: Int32Array;
}

/** What stands in the `value` column for the list of this number, from 0: less than `absent`. */
export const valueOfList = (list: number): number => absent - 1 - list;

/** The number of the list that a value stands for: at least 0 where it stands for one. */
export const listOfValue = (value: number): number => absent - 1 - value;

/** The elements of the list that a micro-operation read; none where it read something else. */
export function elementsRead({ value, listStart, elements }: TransactionColumns, micro: number): Int32Array {
  const list = listOfValue(value[micro] as number);
  return list < 0 ? elements.subarray(0, 0) : elements.subarray(listStart[list], listStart[list + 1]);
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
