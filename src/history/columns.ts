// A history as typed arrays, a column per field: what checkers of long histories work on. Names, keys and values are
// interned: equal JSON has an equal id, so that comparing two values is comparing two integers.

import type { JsonValue, Operation, OperationType } from './operation.ts';

/** Codes of the `type` column. */
export const typeCode = { invoke: 0, ok: 1, fail: 2, info: 3 } as const satisfies Record<
  OperationType,
  number
>;

/** The nemesis in the `process` column. */
export const nemesisProcess = -1;
/** No key in the `key` column, no other end in the `pair` column. */
export const absent = -1;

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
  /** Position in `values`. */
  readonly value: Int32Array;
  /** Row of the completion of an invocation and the other way round, or `absent`. */
  readonly pair: Int32Array;
  readonly names: readonly string[];
  readonly keys: readonly JsonValue[];
  readonly values: readonly JsonValue[];
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
      arrays.value[row] = values.idOf(operation.value);
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
      names: names.items,
      keys: keys.items,
      values: values.items,
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
  return arrays;
}

interface Interner<T> {
  readonly items: readonly T[];
  idOf(item: T): number;
}

/** Gives equal JSON values equal numbers, counted from 0 in the order of their first appearance. */
function createInterner<T extends JsonValue>(): Interner<T> {
  const items: T[] = [];
  const scalars = new Map<JsonValue, number>();
  const composites = new Map<string, number>();

  function remember<Key>(ids: Map<Key, number>, key: Key, item: T): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, items.length);
    return items.push(item) - 1;
  }

  return {
    items,
    idOf: (item) =>
      typeof item === 'object' && item !== null
        ? remember(composites, JSON.stringify(item), item)
        : remember(scalars, item, item),
  };
}
