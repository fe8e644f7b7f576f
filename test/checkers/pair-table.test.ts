// Pairs of integers by number, as a Map of their texts would have them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPairTable } from '../../src/checkers/pair-table.ts';

test('holds what a map holds, and the first of equal pairs', () => {
  const pairs = fc.array(fc.tuple(fc.nat(6), fc.oneof(fc.nat(6), fc.nat(2 ** 31 - 1))), { maxLength: 60 });
  fc.assert(
    fc.property(pairs, (added) => {
      const table = createPairTable(added.length);
      const plain = new Map<string, number>();
      for (const [item, [first, second]] of added.entries()) {
        const name = `${first} ${second}`;
        expect(table.add(first, second, item)).toBe(!plain.has(name));
        if (!plain.has(name)) plain.set(name, item);
      }
      for (const [first, second] of added)
        expect(table.get(first, second)).toBe(plain.get(`${first} ${second}`));
      expect(table.get(99, 0)).toBe(-1);
    }),
    { numRuns: 2000 },
  );
});
