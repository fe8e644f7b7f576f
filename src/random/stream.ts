// Seeded random integers, as a pure value: drawing gives the number together with the stream that comes after it.
// The generator is sfc32 (Chris Doty-Humphrey, PractRand: 128 bits of state, the last word a counter, so that no
// cycle is shorter than 2^32). A fork depends on the seed and the names on the way to it, never on how many numbers
// were drawn before: taking one user of randomness away leaves the numbers of all others as they were.

const twoTo32 = 0x1_0000_0000;
const warmUpRounds = 15;
const maximumRejections = 64;

/** An immutable stream of random numbers; equal seeds and names give equal streams on every machine. */
export interface RandomStream {
  /** A whole number in [0, 2^32). */
  next(): readonly [value: number, next: RandomStream];
  /** A whole number in [0, `bound`), unbiased; `bound` is at least 1 and at most 2^32. */
  below(bound: number): readonly [value: number, next: RandomStream];
  /** A number in [0, 1) with 32 random bits. */
  unit(): readonly [value: number, next: RandomStream];
  /** The independent stream of that name; the same wherever in this stream it is asked for. */
  fork(name: string): RandomStream;
  /** A copy of where it stands, for code that draws in order and needs no value for each place. */
  state(): RandomState;
}

/** The words of the generator; drawing moves them on. */
export interface RandomState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** Where a stream comes from: a hash of the seed and of the names of all forks. */
type Origin = readonly [high: number, low: number];

/**
 * Makes the stream of a seed.
 * @param seed a whole number in [0, 2^32); other numbers are reduced to their low 32 bits
 */
export function createRandomStream(seed: number): RandomStream {
  return streamOf(hashName('seed', [seed >>> 0, 0x2545f491]));
}

function streamOf(origin: Origin): RandomStream {
  const state: RandomState = { a: origin[0], b: origin[1], c: origin[0] ^ 0x6a09e667, counter: 1 };
  for (let round = 0; round < warmUpRounds; round += 1) drawWord(state);
  return streamAt(origin, state);
}

/** @param state is never changed */
function streamAt(origin: Origin, state: Readonly<RandomState>): RandomStream {
  const draw = (by: (after: RandomState) => number): readonly [number, RandomStream] => {
    const after = { ...state };
    const value = by(after);
    return [value, streamAt(origin, after)];
  };
  return {
    next: () => draw(drawWord),
    below: (bound) => draw((after) => drawBelow(after, bound)),
    unit: () => draw(drawUnit),
    fork: (name) => streamOf(hashName(name, origin)),
    state: () => ({ ...state }),
  };
}

/** Draws a whole number in [0, 2^32). */
export function drawWord(state: RandomState): number {
  const { a, b, c, counter } = state;
  const sum = (a + b + counter) | 0;
  state.a = b ^ (b >>> 9);
  state.b = (c + (c << 3)) | 0;
  state.c = (((c << 21) | (c >>> 11)) + sum) | 0;
  state.counter = (counter + 1) | 0;
  return sum >>> 0;
}

/** Draws a number in [0, 1) with 32 random bits. */
export function drawUnit(state: RandomState): number {
  return drawWord(state) / twoTo32;
}

/** Draws a whole number in [0, `bound`), unbiased; `bound` is at least 1 and at most 2^32. */
export function drawBelow(state: RandomState, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > twoTo32) {
    throw new RangeError(`A random bound must be a whole number from 1 to 2^32, and ${bound} is not.`);
  }
  // Values past the last whole multiple of the bound would favour small results.
  const usable = twoTo32 - (twoTo32 % bound);
  let value = drawWord(state);
  for (let rejected = 0; value >= usable && rejected < maximumRejections; rejected += 1)
    value = drawWord(state);
  return value % bound;
}

/** Two lanes of multiply-xorshift over the characters, each ended by an avalanche. */
function hashName(name: string, [high, low]: Origin): Origin {
  let first = high ^ 0x9e3779b9;
  let second = low ^ 0x85ebca6b;
  for (let position = 0; position < name.length; position += 1) {
    const code = name.charCodeAt(position);
    first = Math.imul(first ^ code, 0x9e3779b1);
    first ^= first >>> 15;
    second = Math.imul(second ^ code, 0xc2b2ae3d);
    second ^= second >>> 13;
  }
  return [avalanche(first ^ Math.imul(second, 5)), avalanche(second ^ name.length)];
}

function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
