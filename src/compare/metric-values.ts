// The values of one metric that are compared: one for each seed of a plan, pairs of one seed where there are such, and what may
// count as one observation. A seed of the simulated world draws its own network, disks and timings, so that its runs under
// several plans are slow or fast together: six runs of it are not six observations (clusters, as in Donner and Klar, "Design
// and Analysis of Cluster Randomization Trials", 2000).

import { medianSorted } from 'simple-statistics';
import type { Metric } from './metrics.ts';
import type { ComparedRun } from './sample.ts';
import { compareNumbers } from './statistics/ranks.ts';

/** The fewest pairs for which pairs are used, where not every run has its pair. */
const leastPairs = 6;

export interface MetricValue {
  readonly seed: number;
  /** As `cell` of the run; empty where all are of one plan. */
  readonly cell: string;
  /** Of several runs of one seed of one plan, their median. */
  readonly value: number;
  /** The machines that the seed drew; empty where that is not known. */
  readonly drawn: string;
}

export interface PickedValues {
  /** The values at one position are a pair. */
  readonly paired: boolean;
  /**
   * Whether each pair is an observation of its own: both of its runs had the same machine, which their difference then is free of.
   * Else all runs of a seed are one.
   */
  readonly sameDraws: boolean;
  readonly before: readonly MetricValue[];
  readonly after: readonly MetricValue[];
}

/** What of two sides is compared; either may be empty. */
export function pickValues(
  metric: Metric,
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
): PickedValues {
  const [before, after] = [valuesOf(first, metric), valuesOf(second, metric)];
  const pairs = commonPairs(before, after);
  if (pairs.length === 0)
    return {
      paired: false,
      sameDraws: false,
      before: ofCommonCells(before, after),
      after: ofCommonCells(after, before),
    };
  const ofPairs = (side: Values): readonly MetricValue[] =>
    pairs.map((pair) => side.get(pair) as MetricValue);
  const [left, right] = [ofPairs(before), ofPairs(after)];
  const sameDraws = left.every(({ drawn }, at) => drawn !== '' && drawn === right[at]?.drawn);
  return { paired: true, sameDraws, before: left, after: right };
}

/** By plan and seed. */
type Values = ReadonlyMap<string, MetricValue>;

function valuesOf(runs: readonly ComparedRun[], metric: Metric): Values {
  const all = new Map<string, { readonly run: ComparedRun; readonly values: number[] }>();
  for (const run of runs) {
    const value = run.figures === null ? null : metric.valueOf(run.figures);
    if (value === null) continue;
    const pair = `${run.seed} ${run.cell ?? ''}`;
    const known = all.get(pair);
    if (known === undefined) all.set(pair, { run, values: [value] });
    else known.values.push(value);
  }
  return new Map(
    [...all].map(([pair, { run, values }]) => {
      const { seed, cell = '', figures } = run;
      return [pair, { seed, cell, value: middleOf(values), drawn: figures?.drawn ?? '' }];
    }),
  );
}

/** Pairs that both sides have, where they are most of both; else none. */
function commonPairs(first: Values, second: Values): readonly string[] {
  const common = [...first.keys()].filter((pair) => second.has(pair));
  const fewest = Math.min(first.size, second.size);
  return common.length === fewest || (common.length >= leastPairs && common.length > fewest / 2)
    ? common
    : [];
}

/** Without the values of plans that only one side ran. */
function ofCommonCells(values: Values, other: Values): readonly MetricValue[] {
  const cells = new Set([...other.values()].map(({ cell }) => cell));
  return [...values.values()].filter(({ cell }) => cells.has(cell));
}

export function seedsIn(values: readonly MetricValue[]): number {
  return new Set(values.map(({ seed }) => seed)).size;
}

export function middleOf(values: readonly number[]): number {
  return medianSorted([...values].sort(compareNumbers));
}
