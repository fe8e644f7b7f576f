// Random streams: repeatable, independent of each other, even.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandomSource } from '../../src/random/source.ts';
import { createRandomStream, type RandomStream } from '../../src/random/stream.ts';

function draw(stream: RandomStream, count: number): number[] {
  const source = createRandomSource(stream);
  return Array.from({ length: count }, () => source.next());
}

describe('a random stream', () => {
  test('gives the same numbers for one seed, on every machine and version', () => {
    expect(draw(createRandomStream(1), 3)).toEqual(draw(createRandomStream(1), 3));
    expect(draw(createRandomStream(1), 3)).toMatchInlineSnapshot(`
      [
        4254603828,
        979554558,
        3259337569,
      ]
    `);
  });

  test('is a value: drawing twice from one place gives the same', () => {
    const stream = createRandomStream(5);
    expect(stream.next()[0]).toBe(stream.next()[0]);
    expect(stream.next()[1].next()[0]).not.toBe(stream.next()[0]);
  });

  test('forks by name, whatever was drawn before', () => {
    const stream = createRandomStream(5);
    const later = stream.next()[1].next()[1];
    expect(draw(later.fork('network'), 5)).toEqual(draw(stream.fork('network'), 5));
    expect(draw(stream.fork('disk'), 5)).not.toEqual(draw(stream.fork('network'), 5));
    expect(draw(stream.fork('a').fork('b'), 5)).not.toEqual(draw(stream.fork('b').fork('a'), 5));
  });

  test('draws whole numbers below any bound', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const [value] = createRandomStream(seed).below(bound);
        return Number.isInteger(value) && value >= 0 && value < bound;
      }),
    );
    expect(() => createRandomStream(1).below(0)).toThrow('whole number from 1');
  });

  test('is even: each of ten numbers comes about as often, for neighbouring seeds too', () => {
    for (const seed of [0, 1, 2, 0xffff_ffff]) {
      const counts = Array.from({ length: 10 }, () => 0);
      const source = createRandomSource(seed);
      for (let drawn = 0; drawn < 20_000; drawn += 1) {
        const value = source.below(10);
        counts[value] = (counts[value] as number) + 1;
      }
      for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    }
    const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => createRandomStream(seed).next()[0]));
    expect(firsts.size).toBe(1000);
  });

  test('a source shuffles into a permutation and picks what is there', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const source = createRandomSource(9);
    const shuffled = source.shuffle(items);
    expect(shuffled.toSorted((left, right) => left - right)).toEqual(items);
    expect(shuffled).not.toEqual(items);
    expect(items).toContain(source.pick(items));
    expect(() => source.pick([])).toThrow(RangeError);
  });
});
