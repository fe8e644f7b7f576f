// Random integers for the simulator, as streams that move on in place and follow a seed that may change under them. A stream's
// numbers depend on the seed and its own name only, so that drawing more or less from one never shifts another.

import type { Random } from '../../../cluster/env.ts';
import { drawWord, type RandomState } from '../../random/stream.ts';

/** A stream of random integers with the draws the simulator needs. */
export interface RandomStream extends Random {
  fork(name: string): RandomStream;
  /** An unsigned 32-bit integer. */
  next(): number;
  /** True `perMille` times in a thousand. Draws once whatever the rate. */
  chance(perMille: number): boolean;
  /** A whole number in [`low`, `high`]. */
  between(low: number, high: number): number;
}

const twoTo32 = 0x1_0000_0000;
const warmUpRounds = 12;

/** 32-bit hash of a text (FNV-1a with a final mix after MurmurHash3). */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix32(hash);
}

/** Spreads every bit of `value` over the result (MurmurHash3's finalizer). */
export function mix32(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The seed behind a family of streams. Changing it gives every one of them new numbers from then on. */
export interface Seed {
  /** Unsigned 32-bit. */
  value: number;
}

/** Makes the stream of `name` under `seed`. */
export function createRandom(seed: Seed, name = 'root'): RandomStream {
  let seededWith = -1;
  const state: RandomState = { a: 0, b: 0, c: 0, counter: 1 };

  const start = (): void => {
    seededWith = seed.value;
    const identity = hashText(name, mix32(seededWith >>> 0));
    state.a = identity | 0;
    state.b = hashText(name, identity ^ 0x9e3779b9) | 0;
    state.c = mix32(identity ^ state.b) | 0;
    state.counter = 1;
    for (let round = 0; round < warmUpRounds; round += 1) drawWord(state);
  };
  const next = (): number => {
    if (seededWith !== seed.value) start();
    return drawWord(state);
  };
  const below = (bound: number): number => {
    if (!(bound >= 1) || bound > Number.MAX_SAFE_INTEGER) {
      throw new RangeError(`A random bound must be between 1 and 2^53 - 1, not ${bound}.`);
    }
    if (bound <= twoTo32) {
      const fair = twoTo32 - (twoTo32 % bound);
      let value = next();
      while (value >= fair) value = next();
      return value % bound;
    }
    return ((next() & 0x1f_ffff) * twoTo32 + next()) % bound;
  };

  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (perMille) => next() % 1_000_000 < perMille * 1000,
    fork: (child) => createRandom(seed, `${name}/${child}`),
  };
}
