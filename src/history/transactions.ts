// Transactions as typed arrays: the micro-operations of all rows one after another, and the elements of all lists read one
// after another. A transaction is a row whose value is a list of ["r", key, null | value | list], ["w", key, value] and
// ["append", key, value].

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
