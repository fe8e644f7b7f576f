// Reducing a list to what a failure needs.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceList } from '../../src/shrink/reduce-list.ts';

const always = (): boolean => true;

test('finds exactly the items that are needed together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(60), { maxLength: 5 }), async (needed) => {
      const items = Array.from({ length: 61 }, (_, index) => index);
      const fails = (list: readonly number[]): Promise<boolean> =>
        Promise.resolve(needed.every((item) => list.includes(item)));
      const reduced = await reduceList(items, fails, always);
      expect(reduced).toEqual(needed.toSorted((left, right) => left - right));
    }),
    { numRuns: 50 },
  );
});

test('keeps the best list so far when the time runs out', async () => {
  let asked = 0;
  const fails = (list: readonly string[]): Promise<boolean> => Promise.resolve(list.includes('d'));
  const reduced = await reduceList(
    [...'abcdefgh'],
    (list) => fails(list),
    () => (asked += 1) < 4,
  );
  expect(reduced).toContain('d');
  expect(reduced.length).toBeLessThan(8);
});

test('asks nothing of an empty list', async () => {
  expect(await reduceList([], () => Promise.reject(new Error('asked')), always)).toEqual([]);
});
