// Metrics and failures over many versions, one series each, for a chart.

import { medianSorted } from 'simple-statistics';
import { confidence } from './comparison.ts';
import { type Metric, metricsOf } from './metrics.ts';
import type { ComparedRun, Side } from './sample.ts';
import { rareMedianRank } from './statistics/median-rank.ts';
import { type Share, shareOf } from './statistics/proportions.ts';
import { compareNumbers } from './statistics/ranks.ts';

/** One version's median with an interval at 95 %; `null` bounds where there are too few runs for one. */
export interface TrendPoint {
  readonly label: string;
  readonly version: string;
  readonly runs: number;
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

/** How many runs of each version had a violation. */
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
        const failed = runs.filter(({ outcome }) => outcome === 'violation').length;
        const { label, version } = side;
        return runs.length === 0 ? [] : [{ label, version, share: shareOf(failed, runs.length, confidence) }];
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
    const values = figuresIn(runsOf(side, group))
      .map((figures) => metric.valueOf(figures))
      .filter((value) => value !== null)
      .sort(compareNumbers);
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
  return { label, version, runs: sorted.length, median: medianSorted(sorted), ...bounds };
}

function figuresIn(runs: readonly ComparedRun[]): readonly NonNullable<ComparedRun['figures']>[] {
  return runs.flatMap(({ figures }) => (figures === null ? [] : [figures]));
}
