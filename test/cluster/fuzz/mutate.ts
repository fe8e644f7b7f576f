// Changes valid input a little, so that it gets past the first check and fails somewhere behind. Everything is drawn from
// one seed: an input that did harm is made again by its number.

import { createRandomSource, type RandomSource } from '../../../src/random/source.ts';
import { createRandomStream } from '../../../src/random/stream.ts';

/** How many inputs; ORDEAL_CASES asks for more of them. */
export const fuzzCases = Number(process.env['ORDEAL_CASES'] ?? 1500);
export const fuzzSeed = Number(process.env['ORDEAL_SEED'] ?? 1);

/** The randomness of input `number`. */
export const randomOf = (what: string, number: number): RandomSource =>
  createRandomSource(createRandomStream(fuzzSeed).fork(`${what} ${number}`));

export function pick<T>(random: RandomSource, values: readonly T[]): T {
  return values[random.below(values.length)] as T;
}

/** Lengths and counts around which code goes wrong. */
export const oddNumbers: readonly number[] = [
  ...[0, 1, -1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 127, 128, 255, 256, 511, 512, 65_535, 65_536],
  ...[2 ** 24 - 1, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1, 2 ** 53, 1e300],
  ...[0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY],
];

const byteChanges: readonly ((bytes: Buffer, random: RandomSource) => Buffer)[] = [
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
    return changed;
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0)
      changed[random.below(changed.length)] = pick(random, [0, 1, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff]);
    return changed;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const more = Buffer.alloc(1 + random.below(pick(random, [4, 64, 3000])), random.below(256));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    const to = from + random.below(bytes.length - from + 1);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(9))]);
  },
];

/** One to four changes of the bytes. */
export function changedBytes(bytes: Buffer, random: RandomSource): Buffer {
  let changed = bytes;
  for (let left = 1 + random.below(4); left > 0; left -= 1)
    changed = pick(random, byteChanges)(changed, random);
  return changed;
}

/** The value with something in it exchanged: a number for an odd one, a field for a value of another type, or left out. */
export function changedValue(value: unknown, random: RandomSource, depth = 0): unknown {
  const isInner = typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
  if (isInner && random.below(6) > 0 && depth < 6) {
    if (Array.isArray(value)) {
      if (value.length === 0) return random.below(2) === 0 ? [anyValue(random)] : value;
      const at = random.below(value.length);
      if (random.below(5) === 0) return [...value, ...value];
      return value.map((one, index) => (index === at ? changedValue(one, random, depth + 1) : one));
    }
    const names = Object.keys(value);
    const name = pick(random, names.length === 0 ? ['kind'] : names);
    const before = (value as Record<string, unknown>)[name];
    if (random.below(8) === 0)
      return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
    return { ...value, [name]: changedValue(before, random, depth + 1) };
  }
  if (typeof value === 'number' && random.below(3) > 0)
    return random.below(2) === 0 ? pick(random, oddNumbers) : value + pick(random, [-1, 1, 2, 16]);
  return anyValue(random);
}

function anyValue(random: RandomSource): unknown {
  return pick<() => unknown>(random, [
    () => null,
    () => true,
    () => false,
    () => pick(random, oddNumbers),
    () => 2n ** 63n,
    () => '',
    () => 'x'.repeat(random.below(2000)),
    () => pick(random, ['append', 'hello', 'constructor', '__proto_', 'n2', '1']),
    () => new Uint8Array(random.below(300)),
    () => [],
    () => [null, 1, 'x'],
    () => ({}),
    () => ({ kind: 'append' }),
    () => ({ length: 2 ** 31 }),
  ])();
}
