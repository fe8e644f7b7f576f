// Which points are drawn: few, the same each time, the extremes always among them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samplePoints } from '../../../src/report/page/sample.ts';

const options = { stretches: 10, perStretch: 4 };

test('few points are all drawn', () => {
  expect(samplePoints({ length: 3, x: [1, 2, 3], y: [5, 5, 5] }, options)).toEqual([0, 1, 2]);
});

test('no points are none', () => {
  expect(samplePoints({ length: 0, x: [], y: [] }, options)).toEqual([]);
});

test('of many points the slowest single one is drawn', () => {
  const x = Float64Array.from({ length: 10_000 }, (_, at) => at);
  const y = Float64Array.from({ length: 10_000 }, (_, at) => (at === 4321 ? 1e9 : 10 + (at % 7)));
  const kept = samplePoints({ length: 10_000, x, y }, options);
  expect(kept).toContain(4321);
  expect(kept.length).toBeLessThanOrEqual(40);
});

test('points that all have one time are a stretch like any other', () => {
  const length = 1000;
  const y = Float64Array.from({ length }, (_, at) => at);
  const kept = samplePoints({ length, x: new Float64Array(length), y }, options);
  expect(kept).toEqual(expect.arrayContaining([0, length - 1]));
  expect(kept.length).toBeLessThanOrEqual(4);
});

test('as few as asked for, ascending, repeatable, with the extremes of all', () => {
  const point = fc.tuple(fc.nat(5000), fc.nat(1000));
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 500 }), (points) => {
      const sorted = points.sort(([left], [right]) => left - right);
      const given = { length: sorted.length, x: sorted.map(([x]) => x), y: sorted.map(([, y]) => y) };
      const kept = samplePoints(given, options);
      expect(kept.length).toBeLessThanOrEqual(Math.max(40, 0));
      expect(kept).toEqual([...new Set(kept)].sort((left, right) => left - right));
      expect(samplePoints(given, options)).toEqual(kept);
      const values = kept.map((at) => given.y[at] as number);
      expect(Math.max(...values)).toBe(Math.max(...given.y));
      expect(Math.min(...values)).toBe(Math.min(...given.y));
    }),
  );
});
