// Streams of random integers: fair, named, and independent of each other.

import { expect, test } from 'vitest';
import { createRandom } from '../../../src/worlds/sim/random.ts';

const firstTen = (draw: () => number): number[] => Array.from({ length: 10 }, draw);

test('a stream depends on the seed and its name, and on nothing drawn from others', () => {
  const one = createRandom({ value: 1 });
  const expected = firstTen(one.fork('disk').next);
  const root = createRandom({ value: 1 });
  for (let draw = 0; draw < 100; draw += 1) root.fork('network').next();
  root.next();
  expect(firstTen(root.fork('disk').next)).toEqual(expected);
  expect(firstTen(root.fork('network').next)).not.toEqual(expected);
  expect(firstTen(createRandom({ value: 2 }).fork('disk').next)).not.toEqual(expected);
});

test('bounded numbers stay in their bounds and reach all of them evenly', () => {
  const random = createRandom({ value: 5 });
  const counts = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < 50_000; draw += 1) counts[random.below(5)] = (counts[random.below(5)] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan(9000);
  expect(counts).toHaveLength(5);
  expect(firstTen(() => random.between(3, 4)).every((value) => value === 3 || value === 4)).toBe(true);
  expect(() => random.below(0)).toThrow('between 1 and 2^53');
  expect(random.below(2 ** 52)).toBeLessThan(2 ** 52);
});

test('a changed seed gives every stream new numbers from then on', () => {
  const seed = { value: 1 };
  const stream = createRandom(seed).fork('disk');
  const before = firstTen(stream.next);
  seed.value = 2;
  expect(firstTen(stream.next)).toEqual(firstTen(createRandom({ value: 2 }).fork('disk').next));
  seed.value = 1;
  expect(firstTen(stream.next)).toEqual(before);
});
