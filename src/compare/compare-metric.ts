// One metric of two sets of runs: by how much it changed, and whether that is more than the margin and more than chance.

import { medianSorted } from 'simple-statistics';
import { confidence, type MetricComparison } from './comparison.ts';
import type { Metric } from './metrics.ts';
import type { ComparedRun } from './sample.ts';
import {
  cliffsDelta,
  differencesArePositive,
  leastPossible,
  pairedDelta,
  secondIsLarger,
} from './statistics/rank-tests.ts';
import { compareNumbers } from './statistics/ranks.ts';
import { differenceOf, type Shift, shiftOfPairs, shiftOfSamples } from './statistics/shift.ts';

/** Everything but what depends on the other metrics. */
export interface MeasuredMetric {
  readonly found: Omit<MetricComparison, 'group' | 'status' | 'p' | 'enoughRuns'>;
  readonly metric: Metric;
  /** On the scale of the test: logarithms of ratios, else differences. */
  readonly shift: Shift;
  readonly margin: number;
  /** One-sided, of the change being past the margin for the worse and for the better. */
  readonly worse: number;
  readonly better: number;
  /** The least p-value so many runs can give. */
  readonly least: number;
}

/** The fewest pairs for which pairs are used, where not every run has its pair. */
const leastPairs = 6;

/** Values on a scale where a change is a difference. */
function scaled(values: readonly number[], { scale }: Metric): readonly number[] {
  return scale === 'ratio' ? values.map((value) => Math.log(value)) : values;
}

function marginOf({ scale, margin }: Metric): number {
  return scale === 'ratio' ? Math.log1p(margin / 100) : margin;
}

interface Values {
  readonly bySeed: ReadonlyMap<number, number>;
  readonly all: readonly number[];
}

function valuesOf(runs: readonly ComparedRun[], metric: Metric): Values {
  const bySeed = new Map<number, number>();
  const all: number[] = [];
  for (const { seed, figures } of runs) {
    const value = figures === null ? null : metric.valueOf(figures);
    if (value === null) continue;
    bySeed.set(seed, value);
    all.push(value);
  }
  return { bySeed, all };
}

/** Seeds of both sides, where they are most of both; else none. A seed run twice has no one value to pair. */
function commonSeeds(first: Values, second: Values): readonly number[] {
  const isPlain = (side: Values): boolean => side.bySeed.size === side.all.length;
  if (!isPlain(first) || !isPlain(second)) return [];
  const common = [...first.bySeed.keys()].filter((seed) => second.bySeed.has(seed));
  const fewest = Math.min(first.all.length, second.all.length);
  return common.length === fewest || (common.length >= leastPairs && common.length > fewest / 2)
    ? common
    : [];
}

/** @returns `null` where a side has no value */
export function measureMetric(
  metric: Metric,
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
): MeasuredMetric | null {
  const [before, after] = [valuesOf(first, metric), valuesOf(second, metric)];
  const seeds = commonSeeds(before, after);
  const paired = seeds.length > 0;
  const pick = ({ bySeed, all }: Values): readonly number[] =>
    paired ? seeds.map((seed) => bySeed.get(seed) as number) : all;
  const [from, to] = [pick(before), pick(after)];
  if (from.length === 0 || to.length === 0) return null;
  const tested = paired ? testPairs(metric, from, to) : testSamples(metric, from, to);
  const { name, title, unit, better, scale, margin } = metric;
  return {
    ...tested,
    metric,
    margin: marginOf(metric),
    least: leastPossible(from.length, to.length, paired),
    found: {
      ...{ metric: name, title, unit, better, scale, margin, paired },
      firstRuns: from.length,
      secondRuns: to.length,
      firstMedian: medianOf(from),
      secondMedian: medianOf(to),
      change: {
        estimate: told(tested.shift.estimate, metric),
        low: told(tested.shift.low, metric),
        high: told(tested.shift.high, metric),
      },
      delta: tested.delta,
    },
  };
}

interface Tested extends Pick<MeasuredMetric, 'shift' | 'worse' | 'better'> {
  readonly delta: number;
}

function testPairs(metric: Metric, first: readonly number[], second: readonly number[]): Tested {
  const [from, to] = [scaled(first, metric), scaled(second, metric)];
  const differences = to.map((value, position) => differenceOf(value, from[position] as number));
  const margin = marginOf(metric);
  const rises = differencesArePositive(differences.map((one) => one - margin));
  const falls = differencesArePositive(differences.map((one) => -one - margin));
  return {
    shift: shiftOfPairs(differences, confidence),
    delta: pairedDelta(differences),
    ...(metric.better === 'lower' ? { worse: rises, better: falls } : { worse: falls, better: rises }),
  };
}

function testSamples(metric: Metric, first: readonly number[], second: readonly number[]): Tested {
  const [from, to] = [scaled(first, metric), scaled(second, metric)];
  const margin = marginOf(metric);
  const rises = secondIsLarger(
    from.map((one) => one + margin),
    to,
  );
  const falls = secondIsLarger(
    to.map((one) => one + margin),
    from,
  );
  return {
    shift: shiftOfSamples(from, to, confidence),
    delta: cliffsDelta(from, to),
    ...(metric.better === 'lower' ? { worse: rises, better: falls } : { worse: falls, better: rises }),
  };
}

function medianOf(values: readonly number[]): number {
  return medianSorted([...values].sort(compareNumbers));
}

/** A shift as it is told: a ratio, or a difference; `null` for none. */
function told(shift: number, { scale }: Metric): number | null {
  const value = scale === 'ratio' ? Math.exp(shift) : shift;
  return Number.isFinite(value) && Number.isFinite(shift) ? value : null;
}
