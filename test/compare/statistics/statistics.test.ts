// The statistics against values published with R and by hand, and against counting every case.

import { describe, expect, test } from 'vitest';
import { holm } from '../../../src/compare/statistics/holm.ts';
import { rareMedianRank } from '../../../src/compare/statistics/median-rank.ts';
import { secondShareIsLarger, shareOf } from '../../../src/compare/statistics/proportions.ts';
import {
  cliffsDelta,
  differencesArePositive,
  leastPossible,
  pairedDelta,
  secondIsLarger,
} from '../../../src/compare/statistics/rank-tests.ts';
import { doubledRanks } from '../../../src/compare/statistics/ranks.ts';
import { shiftOfPairs, shiftOfSamples } from '../../../src/compare/statistics/shift.ts';

/** Both from the examples of R's `wilcox.test` (Hollander and Wolfe 1973): depression, and permeability. */
const depressionBefore = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const depressionAfter = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const depression = depressionBefore.map((value, at) => value - (depressionAfter[at] as number));
const permeabilityTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const permeabilityEarly = [1.15, 0.88, 0.9, 0.74, 1.21];

/** The same test by trying every choice of the second sample. */
function everyChoice(first: readonly number[], second: readonly number[]): number {
  const ranks = doubledRanks([...first, ...second]);
  const observed = ranks.slice(first.length).reduce((sum, rank) => sum + rank, 0);
  let all = 0;
  let tail = 0;
  for (let set = 0; set < 2 ** ranks.length; set += 1) {
    const chosen = ranks.filter((_, at) => (set >> at) & 1);
    if (chosen.length !== second.length) continue;
    all += 1;
    if (chosen.reduce((sum, rank) => sum + rank, 0) >= observed) tail += 1;
  }
  return tail / all;
}

const series = (count: number, from: number, step = 1): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at * step);

describe('rank tests', () => {
  test('agree with R', () => {
    expect(differencesArePositive(depression)).toBeCloseTo(0.01953, 5);
    expect(secondIsLarger(permeabilityEarly, permeabilityTerm)).toBeCloseTo(0.1272, 4);
  });
  test('count ties as they are', () => {
    const [first, second] = [
      [1, 2, 2, 3],
      [2, 3, 3, 4, 4],
    ];
    expect(secondIsLarger(first, second)).toBeCloseTo(everyChoice(first, second), 12);
    expect(secondIsLarger([1, 1, 1], [1, 1, 1])).toBe(1);
  });
  test('rank zeros and leave them out', () => {
    // 2 and 3 of the ranks 1 to 3 count: 4 equally likely cases, one as large as both.
    expect(differencesArePositive([0, 1, 2])).toBe(1 / 4);
    expect(differencesArePositive([0, 0])).toBe(1);
  });
  test('take infinities', () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(secondIsLarger([1, 2, 3], [infinity, infinity, infinity])).toBe(1 / 20);
    expect(differencesArePositive([infinity, 1, -infinity])).toBeGreaterThan(0.2);
  });
  test('go over into the normal distribution without a step', () => {
    const exact = secondIsLarger(series(20, 0), series(20, 6.5));
    const normal = secondIsLarger(series(21, -0.5), series(20, 6.5));
    expect(Math.abs(Math.log(exact / normal))).toBeLessThan(0.5);
    expect(secondIsLarger(series(200, 0), series(200, 0))).toBeCloseTo(0.5, 1);
    expect(differencesArePositive(series(100, -49.7))).toBeCloseTo(0.5, 0);
    expect(differencesArePositive(series(100, 1))).toBeLessThan(1e-12);
  });
  test('know the least they can say', () => {
    expect(leastPossible(3, 3, false)).toBeCloseTo(1 / 20, 12);
    expect(secondIsLarger([1, 2, 3], [4, 5, 6])).toBeCloseTo(leastPossible(3, 3, false), 12);
    expect(differencesArePositive(series(9, 1))).toBe(leastPossible(9, 9, true));
  });
});

describe('effects', () => {
  test('have the estimate and interval of R', () => {
    const pairs = shiftOfPairs(depression, 0.95);
    expect(pairs.estimate).toBeCloseTo(0.46, 3);
    expect([pairs.low, pairs.high]).toEqual([expect.closeTo(0.01, 3), expect.closeTo(0.786, 3)]);
    const samples = shiftOfSamples(permeabilityEarly, permeabilityTerm, 0.95);
    expect(samples.estimate).toBeCloseTo(0.305, 3);
    expect([samples.low, samples.high]).toEqual([expect.closeTo(-0.15, 3), expect.closeTo(0.76, 3)]);
  });
  test('have no bounds with too few values', () => {
    expect(shiftOfPairs([1, 2], 0.95)).toMatchObject({ estimate: 1.5, low: Number.NEGATIVE_INFINITY });
    expect(shiftOfSamples([1], [3], 0.95).high).toBe(Number.POSITIVE_INFINITY);
  });
  test('are about the same of many values', () => {
    const { estimate, low, high } = shiftOfSamples(series(1000, 0), series(1000, 50), 0.95);
    expect(estimate).toBeCloseTo(50, 0);
    expect(low).toBeLessThan(50);
    expect(high).toBeGreaterThan(50);
    expect(high - low).toBeLessThan(200);
  });
  test('of order are between -1 and 1', () => {
    expect(cliffsDelta([1, 2, 3], [4, 5, 6])).toBe(1);
    expect(cliffsDelta([4, 5, 6], [1, 2, 3])).toBe(-1);
    expect(cliffsDelta([1, 2], [1, 2])).toBe(0);
    expect(pairedDelta([1, 2, -1, 0])).toBe(0.25);
  });
});

describe('shares', () => {
  test('have the interval of Clopper and Pearson', () => {
    expect(shareOf(0, 30, 0.95)).toMatchObject({ low: 0, high: expect.closeTo(0.1157, 4) as number });
    expect(shareOf(3, 30, 0.95)).toMatchObject({
      low: expect.closeTo(0.0211, 4) as number,
      high: expect.closeTo(0.2653, 4) as number,
    });
    expect(shareOf(5, 5, 0.95).high).toBe(1);
  });
  test('are compared as Fisher did with the lady and her tea', () => {
    expect(secondShareIsLarger({ count: 1, runs: 4 }, { count: 3, runs: 4 })).toBeCloseTo(17 / 70, 10);
    expect(secondShareIsLarger({ count: 0, runs: 30 }, { count: 0, runs: 30 })).toBe(1);
  });
});

test('Holm raises each p-value, and never out of order', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([0.9, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test('a median lies between the ranks that the binomial distribution says', () => {
  // Tables for 95 %: none for 5 values, the 1st for 6, the 2nd for 9, the 10th for 30.
  expect([5, 6, 9, 30].map((count) => rareMedianRank(count, 0.95))).toEqual([0, 1, 2, 10]);
  expect(rareMedianRank(5000, 0.95)).toBeCloseTo(2431, -1);
});
