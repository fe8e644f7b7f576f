// A random stream that remembers its place: for code that acts in order and need not be a pure value.

import { createRandomStream, drawBelow, drawUnit, drawWord, type RandomStream } from './stream.ts';

/** A stream with state; drawing moves it on. */
export interface RandomSource {
  /** A whole number in [0, 2^32). */
  next(): number;
  /** A whole number in [0, `bound`). */
  below(bound: number): number;
  /** A number in [0, 1). */
  unit(): number;
  /** One of the items. @throws {RangeError} when there is none. */
  pick<T>(items: readonly T[]): T;
  /** The items in random order (Fisher-Yates); the given array stays as it is. */
  shuffle<T>(items: readonly T[]): T[];
  /** The independent source of that name, whatever was drawn before. */
  fork(name: string): RandomSource;
}

/** Makes a source from a seed, or one that starts where a stream is. */
export function createRandomSource(from: number | RandomStream): RandomSource {
  const stream = typeof from === 'number' ? createRandomStream(from) : from;
  const state = stream.state();
  const below = (bound: number): number => drawBelow(state, bound);
  return {
    next: () => drawWord(state),
    below,
    unit: () => drawUnit(state),
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        const moved = shuffled[last] as (typeof items)[number];
        shuffled[last] = shuffled[other] as (typeof items)[number];
        shuffled[other] = moved;
      }
      return shuffled;
    },
    fork: (name) => createRandomSource(stream.fork(name)),
  };
}
