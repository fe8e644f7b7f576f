// The values of one metric that are compared: pairs of one seed where there are such, else all, each on the scale of the test
// and beside runs of its own plan only.

import { medianSorted } from 'simple-statistics';
import type { Metric } from './metrics.ts';
import type { ComparedRun } from './sample.ts';
import { compareNumbers } from './statistics/ranks.ts';
import { differenceOf } from './statistics/shift.ts';

/** The fewest pairs for which pairs are used, where not every run has its pair. */
const leastPairs = 6;

export interface MetricValue {
  /** As `cell` of the run; empty where all are of one plan. */
  readonly cell: string;
  readonly value: number;
}

export interface PickedValues {
  /** The values at one position are a pair. */
  readonly paired: boolean;
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
      before: ofCommonCells(before.all, after.all),
      after: ofCommonCells(after.all, before.all),
    };
  const ofPairs = ({ byPair }: Values): readonly MetricValue[] =>
    pairs.map((pair) => byPair.get(pair) as MetricValue);
  return { paired: true, before: ofPairs(before), after: ofPairs(after) };
}

interface Values {
  /** By plan and seed. */
  readonly byPair: ReadonlyMap<string, MetricValue>;
  readonly all: readonly MetricValue[];
}

function valuesOf(runs: readonly ComparedRun[], metric: Metric): Values {
  const byPair = new Map<string, MetricValue>();
  const all: MetricValue[] = [];
  for (const { seed, cell = '', figures } of runs) {
    const value = figures === null ? null : metric.valueOf(figures);
    if (value === null) continue;
    byPair.set(`${seed} ${cell}`, { cell, value });
    all.push({ cell, value });
  }
  return { byPair, all };
}

/** Pairs that both sides have, where they are most of both; else none. A seed run twice has no one value to pair. */
function commonPairs(first: Values, second: Values): readonly string[] {
  const isPlain = (side: Values): boolean => side.byPair.size === side.all.length;
  if (!isPlain(first) || !isPlain(second)) return [];
  const common = [...first.byPair.keys()].filter((pair) => second.byPair.has(pair));
  const fewest = Math.min(first.all.length, second.all.length);
  return common.length === fewest || (common.length >= leastPairs && common.length > fewest / 2)
    ? common
    : [];
}

/** Without the values of plans that only one side ran. */
function ofCommonCells(
  values: readonly MetricValue[],
  other: readonly MetricValue[],
): readonly MetricValue[] {
  const cells = new Set(other.map(({ cell }) => cell));
  return values.filter(({ cell }) => cells.has(cell));
}

/** Values on a scale where a change is a difference. */
export function onScale(values: readonly MetricValue[], { scale }: Metric): readonly number[] {
  return values.map(({ value }) => (scale === 'ratio' ? Math.log(value) : value));
}

/**
 * The same, each less the middle of its own plan: by how much plans differ among themselves says nothing of the two sides
 * (aligned ranks; Hodges and Lehmann 1962). Of one plan the values stay what they are.
 */
export function alignedOnScale(
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

export function middleOf(values: readonly number[]): number {
  return medianSorted([...values].sort(compareNumbers));
}
