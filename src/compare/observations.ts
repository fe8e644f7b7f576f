// From the values of runs to observations that are independent of one another, on the scale of the test: differences of pairs, or
// levels of two samples, each seed once where its runs are alike.

import { type MetricValue, middleOf, type PickedValues, seedsIn } from './metric-values.ts';
import type { Metric } from './metrics.ts';
import { compareNumbers } from './statistics/ranks.ts';
import { differenceOf, pseudoMedian } from './statistics/shift.ts';

/** What is tested. */
export type Observations =
  | { readonly kind: 'differences'; readonly differences: readonly number[] }
  | { readonly kind: 'samples'; readonly from: readonly number[]; readonly to: readonly number[] };

/** Pairs of fewer seeds than this say little of other seeds: a change may hit all runs of a seed in the same way. */
export const leastSeedsOfPairs = 4;

export function isByPair({ paired, sameDraws }: Pick<PickedValues, 'paired' | 'sameDraws'>): boolean {
  return paired && sameDraws;
}

export function observationsOf(metric: Metric, picked: PickedValues): Observations {
  const { before, after } = picked;
  if (picked.paired) {
    const differences = pairDifferences(metric, picked);
    return {
      kind: 'differences',
      differences: isByPair(picked) ? differences : bySeed(before, differences),
    };
  }
  const [from, to] = alignedOnScale(before, after, metric);
  return { kind: 'samples', from: bySeed(before, from), to: bySeed(after, to) };
}

/** Of each pair, by how much the second is larger. */
function pairDifferences(metric: Metric, { before, after }: PickedValues): readonly number[] {
  const from = onScale(before, metric);
  return onScale(after, metric).map((value, position) => differenceOf(value, from[position] as number));
}

/**
 * Whether the differences of pairs point the same way, past `margin`, whichever seed is left out: what one seed alone would say is no
 * finding, however many runs it has.
 */
export function holdsWithoutAnySeed(metric: Metric, picked: PickedValues, margin: number): boolean {
  const differences = pairDifferences(metric, picked);
  const seeds = bySeed(picked.before, differences);
  if (seeds.length < leastSeedsOfPairs) return false;
  const sign = Math.sign(pseudoMedian(differences));
  // To leave out the one that says it loudest is the hardest case.
  const sorted = seeds.map((value) => sign * value).sort(compareNumbers);
  return pseudoMedian(sorted.slice(0, -1)) > margin;
}

/** One value for each seed: the middle of those of its runs. */
function bySeed(of: readonly MetricValue[], values: readonly number[]): readonly number[] {
  const grouped = new Map<number, number[]>();
  of.forEach(({ seed }, position) => {
    const known = grouped.get(seed);
    const value = values[position] as number;
    if (known === undefined) grouped.set(seed, [value]);
    else known.push(value);
  });
  return [...grouped.values()].map(pseudoMedian);
}

/** Values on a scale where a change is a difference. */
function onScale(values: readonly MetricValue[], { scale }: Metric): readonly number[] {
  return values.map(({ value }) => (scale === 'ratio' ? Math.log(value) : value));
}

/**
 * The same, each less the middle of its own plan: by how much plans differ among themselves says nothing of the two sides
 * (aligned ranks; Hodges and Lehmann 1962). Of one plan the values stay what they are.
 */
function alignedOnScale(
  before: readonly MetricValue[],
  after: readonly MetricValue[],
  metric: Metric,
): readonly [before: readonly number[], after: readonly number[]] {
  const byCell = new Map<string, MetricValue[]>();
  for (const one of [...before, ...after]) {
    const others = byCell.get(one.cell);
    if (others === undefined) byCell.set(one.cell, [one]);
    else others.push(one);
  }
  if (byCell.size < 2) return [onScale(before, metric), onScale(after, metric)];
  const middles = new Map([...byCell].map(([cell, values]) => [cell, middleOf(onScale(values, metric))]));
  const align = (side: readonly MetricValue[]): readonly number[] =>
    onScale(side, metric).map((value, position) =>
      differenceOf(value, middles.get((side[position] as MetricValue).cell) as number),
    );
  return [align(before), align(after)];
}

/** How many observations a seed gives, on the side that has fewer. */
export function observationsPerSeed(picked: PickedValues): number {
  return isByPair(picked) ? picked.before.length / Math.max(1, seedsIn(picked.before)) : 1;
}
