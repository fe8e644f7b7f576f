// Metrics and failures over many versions, one series each, for a chart. Each seed counts once, however often it was run: in the
// simulated world its runs are one and the same, and an interval would be narrower than what is known.

import { medianSorted } from 'simple-statistics';
import { confidence } from './comparison.ts';
import { middleOf } from './metric-values.ts';
import { type Metric, metricsOf } from './metrics.ts';
import { type ComparedRun, isUsable, type Side } from './sample.ts';
import { rareMedianRank } from './statistics/median-rank.ts';
import { type Share, shareOf } from './statistics/proportions.ts';
import { compareNumbers } from './statistics/ranks.ts';

/** One version's median with an interval at 95 %; `null` bounds where there are too few seeds for one. */
export interface TrendPoint {
  readonly label: string;
  readonly version: string;
  readonly seeds: number;
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface MetricTrend extends Pick<Metric, 'title' | 'unit' | 'better'> {
  readonly group: string;
  readonly metric: string;
  /** In the order given; versions without a value are left out. */
  readonly points: readonly TrendPoint[];
}

/** Under how many seeds each version had a violation. */
export interface FailureTrend {
  readonly group: string;
  readonly points: readonly { readonly label: string; readonly version: string; readonly share: Share }[];
}

export interface Trend {
  readonly metrics: readonly MetricTrend[];
  readonly failures: readonly FailureTrend[];
}

/** @param sides one for each version, the oldest first */
export function trendOf(sides: readonly Side[]): Trend {
  const names = [...new Set(sides.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  const runsOf = (side: Side, group: string): readonly ComparedRun[] =>
    side.groups.filter(({ name }) => name === group).flatMap(({ runs }) => runs);
  return {
    metrics: names.flatMap((group) =>
      metricsOf(sides.flatMap((side) => figuresIn(runsOf(side, group))))
        .map((metric) => metricTrend(metric, group, sides, runsOf))
        .filter(({ points }) => points.length > 0),
    ),
    failures: names.map((group) => ({
      group,
      points: sides.flatMap((side) => {
        const runs = runsOf(side, group);
        const failed = seedsOf(runs.filter(({ outcome }) => outcome === 'violation'));
        const seeds = seedsOf(runs);
        const { label, version } = side;
        return seeds === 0 ? [] : [{ label, version, share: shareOf(failed, seeds, confidence) }];
      }),
    })),
  };
}

function metricTrend(
  metric: Metric,
  group: string,
  sides: readonly Side[],
  runsOf: (side: Side, group: string) => readonly ComparedRun[],
): MetricTrend {
  const { name, title, unit, better } = metric;
  const points = sides.flatMap((side) => {
    const values = valuesBySeed(metric, runsOf(side, group));
    return values.length === 0 ? [] : [pointOf(side, values)];
  });
  return { group, metric: name, title, unit, better, points };
}

function pointOf({ label, version }: Side, sorted: number[]): TrendPoint {
  const rank = rareMedianRank(sorted.length, confidence);
  const bounds =
    rank === 0
      ? { low: null, high: null }
      : { low: sorted[rank - 1] as number, high: sorted[sorted.length - rank] as number };
  return { label, version, seeds: sorted.length, median: medianSorted(sorted), ...bounds };
}

function seedsOf(runs: readonly ComparedRun[]): number {
  return new Set(runs.map(({ seed }) => seed)).size;
}

/** Ascending; of a seed that was run several times, the median. */
function valuesBySeed(metric: Metric, runs: readonly ComparedRun[]): number[] {
  const bySeed = new Map<number, number[]>();
  for (const run of runs) {
    const value = isUsable(run) && run.figures !== null ? metric.valueOf(run.figures) : null;
    if (value === null) continue;
    const known = bySeed.get(run.seed);
    if (known === undefined) bySeed.set(run.seed, [value]);
    else known.push(value);
  }
  return [...bySeed.values()].map(middleOf).sort(compareNumbers);
}

function figuresIn(runs: readonly ComparedRun[]): readonly NonNullable<ComparedRun['figures']>[] {
  return runs.flatMap(({ figures }) => (figures === null ? [] : [figures]));
}
