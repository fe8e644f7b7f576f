// One metric of two sets of runs: by how much it changed, and whether that is more than the margin and more than chance.

import { confidence, type MetricComparison } from './comparison.ts';
import { middleOf, pickValues, seedsIn } from './metric-values.ts';
import type { Metric } from './metrics.ts';
import {
  holdsWithoutAnySeed,
  isByPair,
  leastSeedsOfPairs,
  type Observations,
  observationsOf,
  observationsPerSeed,
} from './observations.ts';
import type { ComparedRun } from './sample.ts';
import {
  cliffsDelta,
  differencesArePositive,
  leastPossible,
  pairedDelta,
  secondIsLarger,
} from './statistics/rank-tests.ts';
import { type Shift, shiftOfPairs, shiftOfSamples } from './statistics/shift.ts';

/** Everything but what depends on the other metrics. */
export interface MeasuredMetric {
  readonly found: Omit<MetricComparison, 'group' | 'status' | 'p' | 'enoughSeeds'>;
  readonly metric: Metric;
  /** On the scale of the test: logarithms of ratios, else differences. */
  readonly shift: Shift;
  readonly margin: number;
  /** One-sided, of the change being past the margin for the worse and for the better. */
  readonly worse: number;
  readonly better: number;
  /** The least p-value so many observations can give. */
  readonly least: number;
  readonly perSeed: number;
}

function marginOf({ scale, margin }: Metric): number {
  return scale === 'ratio' ? Math.log1p(margin / 100) : margin;
}

/** @returns `null` where a side has no value */
export function measureMetric(
  metric: Metric,
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
): MeasuredMetric | null {
  const picked = pickValues(metric, first, second);
  const { paired, before, after } = picked;
  if (before.length === 0 || after.length === 0) return null;
  const observations = observationsOf(metric, picked);
  const tested = test(metric, observations);
  const [firstSeeds, secondSeeds] = [seedsIn(before), seedsIn(after)];
  const byPair = isByPair(picked);
  const chance = byPair && !holdsWithoutAnySeed(metric, picked, marginOf(metric));
  const { name, title, unit, better, scale, margin } = metric;
  return {
    ...tested,
    ...(chance ? { worse: 1, better: 1 } : {}),
    metric,
    margin: marginOf(metric),
    least: byPair && firstSeeds < leastSeedsOfPairs ? 1 : leastOf(observations),
    perSeed: observationsPerSeed(picked),
    found: {
      ...{ metric: name, title, unit, better, scale, margin, paired },
      observation: byPair ? 'pair' : 'seed',
      firstRuns: before.length,
      secondRuns: after.length,
      ...{ firstSeeds, secondSeeds },
      firstMedian: middleOf(before.map(({ value }) => value)),
      secondMedian: middleOf(after.map(({ value }) => value)),
      change: {
        estimate: told(tested.shift.estimate, metric),
        low: told(tested.shift.low, metric),
        high: told(tested.shift.high, metric),
      },
      delta: tested.delta,
    },
  };
}

function leastOf(observations: Observations): number {
  return observations.kind === 'differences'
    ? leastPossible(observations.differences.length, observations.differences.length, true)
    : leastPossible(observations.from.length, observations.to.length, false);
}

interface Tested extends Pick<MeasuredMetric, 'shift' | 'worse' | 'better'> {
  readonly delta: number;
}

function test(metric: Metric, observations: Observations): Tested {
  return observations.kind === 'differences'
    ? testPairs(metric, observations.differences)
    : testSamples(metric, observations.from, observations.to);
}

function testPairs(metric: Metric, differences: readonly number[]): Tested {
  const margin = marginOf(metric);
  const rises = differencesArePositive(differences.map((one) => one - margin));
  const falls = differencesArePositive(differences.map((one) => -one - margin));
  return {
    shift: shiftOfPairs(differences, confidence),
    delta: pairedDelta(differences),
    ...(metric.better === 'lower' ? { worse: rises, better: falls } : { worse: falls, better: rises }),
  };
}

function testSamples(metric: Metric, from: readonly number[], to: readonly number[]): Tested {
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

/** A shift as it is told: a ratio, or a difference; `null` for none. */
function told(shift: number, { scale }: Metric): number | null {
  const value = scale === 'ratio' ? Math.exp(shift) : shift;
  return Number.isFinite(value) && Number.isFinite(shift) ? value : null;
}
