// The columns of a history while it is being read: a row is eight numbers, appended to arrays that double when full.

import { type Growth, lengthAfter } from './growth.ts';

/** One array a column, longer than there are rows; replaced by longer ones as rows come. */
export interface ColumnArrays {
  readonly time: Float64Array;
  readonly process: Int32Array;
  readonly type: Uint8Array;
  readonly f: Uint16Array;
  readonly key: Int32Array;
  readonly value: Int32Array;
  readonly pair: Int32Array;
  readonly error: Int32Array;
  readonly node: Int32Array;
}

export interface ColumnStore {
  readonly length: number;
  /** Those of this moment. */
  readonly arrays: ColumnArrays;
  /** Without a pair. @returns the row */
  append(
    time: number,
    process: number,
    type: number,
    f: number,
    key: number,
    value: number,
    error: number,
    node: number,
  ): number;
  /** Just as long as there are rows. */
  finish(): ColumnArrays;
}

export function createColumnStore(expectedLength: number, unpaired: number, growth: Growth): ColumnStore {
  let arrays = allocate(Math.max(1, expectedLength));
  let length = 0;
  return {
    get length() {
      return length;
    },
    get arrays() {
      return arrays;
    },
    append(time, process, type, f, key, value, error, node) {
      if (length === arrays.time.length) arrays = grown(arrays, lengthAfter(length, growth));
      const row = length++;
      arrays.time[row] = time;
      arrays.process[row] = process;
      arrays.type[row] = type;
      arrays.f[row] = f;
      arrays.key[row] = key;
      arrays.value[row] = value;
      arrays.pair[row] = unpaired;
      arrays.error[row] = error;
      arrays.node[row] = node;
      return row;
    },
    finish: () => ({
      time: arrays.time.subarray(0, length),
      process: arrays.process.subarray(0, length),
      type: arrays.type.subarray(0, length),
      f: arrays.f.subarray(0, length),
      key: arrays.key.subarray(0, length),
      value: arrays.value.subarray(0, length),
      pair: arrays.pair.subarray(0, length),
      error: arrays.error.subarray(0, length),
      node: arrays.node.subarray(0, length),
    }),
  };
}

function allocate(rows: number): ColumnArrays {
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

function grown(old: ColumnArrays, rows: number): ColumnArrays {
  const arrays = allocate(rows);
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
