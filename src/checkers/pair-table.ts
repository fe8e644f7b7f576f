// Numbers for pairs of integers, by open addressing in typed arrays: a tenth of the memory of a Map of such pairs.

import { absent } from '../history/interner.ts';

export interface PairTable {
  /** What the pair stands for, or `absent`. */
  get(first: number, second: number): number;
  /** @returns false, changing nothing, where the pair is there already */
  add(first: number, second: number, item: number): boolean;
}

/** @param mostPairs how many may be added; items are not negative */
export function createPairTable(mostPairs: number): PairTable {
  let size = 16;
  while (size < mostPairs * 2) size *= 2;
  const mask = size - 1;
  const firsts = new Int32Array(size);
  const seconds = new Int32Array(size);
  const items = new Int32Array(size).fill(absent);

  /** Where the pair is, or would be. */
  function placeOf(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca6b);
    hash ^= hash >>> 15;
    let place = Math.imul(hash, 0xc2b2_ae35) & mask;
    while (items[place] !== absent && (firsts[place] !== first || seconds[place] !== second))
      place = (place + 1) & mask;
    return place;
  }

  return {
    get: (first, second) => items[placeOf(first, second)] as number,
    add(first, second, item) {
      const place = placeOf(first, second);
      if (items[place] !== absent) return false;
      firsts[place] = first;
      seconds[place] = second;
      items[place] = item;
      return true;
    },
  };
}
