// By how much the second sample lies above the first: the estimate of Hodges and Lehmann (1963), and the interval of all
// shifts that the rank test would not reject (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3.3 and
// 4.3).

import { medianSorted } from 'simple-statistics';
import { rareChosenSum, rareHalvedSum } from './permutations.ts';
import { compareNumbers } from './ranks.ts';

export interface Shift {
  readonly estimate: number;
  /** Infinite where there are too few values for a bound. */
  readonly low: number;
  readonly high: number;
}

/** Each pair of values counts; with more values than this, so many of their quantiles stand for them. */
const mostValues = 400;

/** @param level of confidence, such as 0.95 */
export function shiftOfSamples(first: readonly number[], second: readonly number[], level: number): Shift {
  const from = thinned(first);
  const to = thinned(second);
  const differences = to.flatMap((value) => from.map((other) => differenceOf(value, other)));
  return around(differences, bounding(from.length, to.length, level));
}

/** The shift of the differences of pairs. */
export function shiftOfPairs(differences: readonly number[], level: number): Shift {
  const values = thinned(differences);
  return around(averagesOf(values), boundingOfPairs(values.length, level));
}

/** The middle of all averages of two values: hardly moved by one that is far off, and by less luck than a median (Hodges and Lehmann). */
export function pseudoMedian(values: readonly number[]): number {
  const [first] = values;
  if (first !== undefined && values.length === 1) return first;
  return around(averagesOf(thinned(values)), 0).estimate;
}

function averagesOf(values: readonly number[]): readonly number[] {
  const averages = values.flatMap((value, position) =>
    values.slice(position).map((other) => (value === other ? value : (value + other) / 2)),
  );
  // Infinities of both signs have no average.
  return averages.filter((one) => !Number.isNaN(one));
}

/** Two infinities of one sign are no difference. */
export function differenceOf(value: number, other: number): number {
  return value === other ? 0 : value - other;
}

/** @param outside how many of the sorted values lie outside the interval at each end, and one more */
function around(values: readonly number[], outside: number): Shift {
  const sorted = Array.from(Float64Array.from(values).sort());
  if (sorted.length === 0)
    return { estimate: 0, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return {
    estimate: medianSorted(sorted),
    low: outside < 1 ? Number.NEGATIVE_INFINITY : (sorted[outside - 1] as number),
    high: outside < 1 ? Number.POSITIVE_INFINITY : (sorted[sorted.length - outside] as number),
  };
}

function thinned(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort(compareNumbers);
  if (sorted.length <= mostValues) return sorted;
  return Array.from(
    { length: mostValues },
    (_, position) => sorted[Math.floor(((position + 0.5) / mostValues) * sorted.length)] as number,
  );
}

/** How many values at each end of the sorted ones the interval leaves out, and one more; 0 for no bound. */
function bounding(firstCount: number, secondCount: number, level: number): number {
  const least = secondCount * (secondCount + 1);
  const sum = rareChosenSum(firstCount + secondCount, secondCount, (1 - level) / 2);
  // The number of pairs in order is the sum of ranks less the least one; ranks are doubled.
  return Math.max(0, Math.floor((sum - least) / 2) + 1);
}

function boundingOfPairs(count: number, level: number): number {
  return Math.max(0, Math.floor(rareHalvedSum(count, (1 - level) / 2) / 2) + 1);
}
