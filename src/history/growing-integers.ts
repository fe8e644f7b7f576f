// An Int32Array that grows when it is full; and takes the elements of a list from the bytes of a line.

import { type Growth, lengthAfter } from './growth.ts';

export interface GrowingIntegers {
  push(value: number): void;
  /**
   * Adds those of the elements at `bytes[from]`, which are between commas, that are small integers whose positions are in
   * `ids`, plus one; 0 for those that have none.
   * @returns the position of the first byte that is neither of such an element nor a comma after one
   */
  pushKnown(bytes: Uint8Array, from: number, ids: Int32Array): number;
  at(position: number): number;
  length(): number;
  /** Forgets all but the first `length`. */
  cut(length: number): void;
  finish(): Int32Array;
}

/** How many elements are taken at a time. */
const mostKnown = 1024;

/** An empty one. */
export function growingIntegers(growth: Growth): GrowingIntegers {
  let items: Int32Array = new Int32Array(64);
  let length = 0;
  return {
    push(value) {
      if (length === items.length) items = enlarged(items, lengthAfter(length, growth));
      items[length++] = value;
    },
    pushKnown(bytes, from, ids) {
      // Written to by the loop without a look at how long it is.
      const most = (mostKnown + 1) * 2;
      if (length + mostKnown > items.length) {
        items = enlarged(items, lengthAfter(length + most, growth));
      }
      const into = items;
      let to = length;
      const full = length + mostKnown;
      let at = from;
      while (to < full) {
        let next = at;
        let sum = 0;
        let digit = (bytes[next] as number) - 0x30;
        const first = digit;
        while (digit >= 0 && digit <= 9) {
          sum = sum * 10 + digit;
          if (sum >= ids.length) break;
          next += 1;
          digit = (bytes[next] as number) - 0x30;
        }
        // Two digits of which the first is 0 are no number.
        if (next === at || sum >= ids.length || (first === 0 && next > at + 1)) break;
        const id = ids[sum] as number;
        const last = bytes[next] !== 0x2c;
        if (id === 0 || (last && bytes[next] !== 0x5d)) break;
        into[to++] = id - 1;
        at = next + 1;
        if (last) {
          at = next;
          break;
        }
      }
      length = to;
      return at;
    },
    at: (position) => items[position] as number,
    length: () => length,
    cut(shorter) {
      length = shorter;
    },
    finish: () => items.subarray(0, length),
  };
}

function enlarged(items: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(items);
  return longer;
}
