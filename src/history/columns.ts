// A history as typed arrays, a column per field: what checkers of long histories work on. Names, keys and values are
// interned: equal JSON has an equal id, so that comparing two values is comparing two integers.

import { absent, createInterner, type Table } from './interner.ts';
import type { JsonValue, Operation, OperationType } from './operation.ts';
import {
  createTransactionBuilder,
  isTransaction,
  microKind,
  microKindOf,
  type TransactionColumns,
} from './transactions.ts';

/** Codes of the `type` column. */
export const typeCode = { invoke: 0, ok: 1, fail: 2, info: 3 } as const satisfies Record<
  OperationType,
  number
>;

/** The nemesis in the `process` column. */
export const nemesisProcess = -1;

/** Row `i` of each column belongs to the i-th operation. */
export interface Columns {
  readonly length: number;
  /** Nanoseconds since the start. */
  readonly time: Float64Array;
  readonly process: Int32Array;
  readonly type: Uint8Array;
  /** Position in `names`. */
  readonly f: Uint16Array;
  /** Position in `keys`, or `absent`. */
  readonly key: Int32Array;
  /** Position in `values`; `absent` for a transaction, which is in `transactions`. */
  readonly value: Int32Array;
  /** Row of the completion of an invocation and the other way round, or `absent`. */
  readonly pair: Int32Array;
  /** Position in `errors`, or `absent`. */
  readonly error: Int32Array;
  /** Position in `nodes`, or `absent`. */
  readonly node: Int32Array;
  readonly transactions: TransactionColumns;
  readonly names: Table<string>;
  readonly keys: Table<JsonValue>;
  readonly values: Table<JsonValue>;
  readonly errors: Table<string>;
  readonly nodes: Table<string>;
}

/** Takes operations one by one, so that a file need not be in memory as objects. */
export interface ColumnBuilder {
  add(operation: Operation): void;
  /** The columns so far; the builder must not be used afterwards. */
  finish(): Columns;
}

interface Arrays {
  time: Float64Array;
  process: Int32Array;
  type: Uint8Array;
  f: Uint16Array;
  key: Int32Array;
  value: Int32Array;
  pair: Int32Array;
  error: Int32Array;
  node: Int32Array;
}

/** The columns of a history in memory. */
export function columnsOf(history: readonly Operation[]): Columns {
  const builder = createColumnBuilder(history.length);
  for (const operation of history) builder.add(operation);
  return builder.finish();
}

/** Makes a builder with room for `expectedLength` operations; it grows beyond. */
export function createColumnBuilder(expectedLength = 1024): ColumnBuilder {
  let arrays = allocate(Math.max(1, expectedLength));
  let length = 0;
  const names = createInterner<string>();
  const keys = createInterner<JsonValue>();
  const values = createInterner<JsonValue>();
  const errors = createInterner<string>();
  const nodes = createInterner<string>();
  const transactions = createTransactionBuilder();
  const open = new Map<number | string, number>();

  /** Client operations pair up by process; the nemesis' two `info` events by process and name. */
  function pair({ process, type, f }: Operation, row: number): void {
    const owner = process === 'nemesis' ? `nemesis ${f}` : process;
    const other = open.get(owner);
    const begins = process === 'nemesis' ? other === undefined : type === 'invoke';
    arrays.pair[row] = absent;
    if (begins) {
      open.set(owner, row);
      return;
    }
    open.delete(owner);
    if (other === undefined) return;
    arrays.pair[row] = other;
    arrays.pair[other] = row;
  }

  /** The micro-operations of a transaction; any other value as one. @returns the entry of the `value` column */
  function addValue({ f, value }: Operation): number {
    if (f !== 'txn' || !isTransaction(value)) return values.idOf(value);
    for (const [name, key, found] of value) {
      const kind = microKindOf(name) as number;
      const keyId = keys.idOf(key);
      if (kind !== microKind.read || !Array.isArray(found)) {
        transactions.add(kind, keyId, found === null || found === undefined ? absent : values.idOf(found));
        continue;
      }
      transactions.add(kind, keyId, absent);
      transactions.list();
      for (const element of found as readonly JsonValue[]) transactions.element(values.idOf(element));
    }
    return absent;
  }

  return {
    add(operation) {
      if (length === arrays.time.length) arrays = grown(arrays);
      const row = length;
      length += 1;
      arrays.time[row] = operation.time;
      arrays.process[row] = operation.process === 'nemesis' ? nemesisProcess : operation.process;
      arrays.type[row] = typeCode[operation.type];
      arrays.f[row] = names.idOf(operation.f);
      arrays.key[row] = operation.key === undefined ? absent : keys.idOf(operation.key);
      arrays.value[row] = addValue(operation);
      transactions.endRow();
      arrays.error[row] = operation.error === undefined ? absent : errors.idOf(operation.error);
      arrays.node[row] = operation.node === undefined ? absent : nodes.idOf(operation.node);
      pair(operation, row);
    },
    finish: () => ({
      length,
      time: arrays.time.subarray(0, length),
      process: arrays.process.subarray(0, length),
      type: arrays.type.subarray(0, length),
      f: arrays.f.subarray(0, length),
      key: arrays.key.subarray(0, length),
      value: arrays.value.subarray(0, length),
      pair: arrays.pair.subarray(0, length),
      error: arrays.error.subarray(0, length),
      node: arrays.node.subarray(0, length),
      transactions: transactions.finish(),
      names,
      keys,
      values,
      errors,
      nodes,
    }),
  };
}

function allocate(rows: number): Arrays {
  return {
    time: new Float64Array(rows),
    process: new Int32Array(rows),
    type: new Uint8Array(rows),
    f: new Uint16Array(rows),
    key: new Int32Array(rows),
    value: new Int32Array(rows),
    pair: new Int32Array(rows),
    error: new Int32Array(rows),
    node: new Int32Array(rows),
  };
}

function grown(old: Arrays): Arrays {
  const arrays = allocate(old.time.length * 2);
  arrays.time.set(old.time);
  arrays.process.set(old.process);
  arrays.type.set(old.type);
  arrays.f.set(old.f);
  arrays.key.set(old.key);
  arrays.value.set(old.value);
  arrays.pair.set(old.pair);
  arrays.error.set(old.error);
  arrays.node.set(old.node);
  return arrays;
}
