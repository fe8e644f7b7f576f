// All metrics of a comparison together: which changes are proven when everything that was looked at is taken into
// account, and how many seeds would settle what is open.

import type { MeasuredMetric } from './compare-metric.ts';
import { alarmRate, type MetricComparison } from './comparison.ts';
import { leastSeedsOfPairs } from './observations.ts';
import { holm } from './statistics/holm.ts';

export interface MeasuredInGroup {
  readonly group: string;
  readonly measured: MeasuredMetric;
}

/** A change this close to the margin, as a part of it, would take more seeds than anybody has. */
const closest = 0.25;
const mostSeeds = 1_000_000;

/** In their order. */
export function judgeMetrics(all: readonly MeasuredInGroup[]): readonly MetricComparison[] {
  const adjusted = holm(
    all.map(({ measured: { worse, better } }) => Math.min(1, 2 * Math.min(worse, better))),
  );
  return all.map(({ group, measured }, position) => {
    const p = adjusted[position] as number;
    const status = statusOf(measured, p, all.length);
    const enoughSeeds =
      status === 'too-small'
        ? seedsToTell(measured, all.length)
        : status === 'unclear'
          ? seedsToSettle(measured)
          : null;
    return { group, ...measured.found, status, p, enoughSeeds };
  });
}

function statusOf(
  { worse, better, shift, margin, least }: MeasuredMetric,
  p: number,
  comparisons: number,
): MetricComparison['status'] {
  if (p <= alarmRate) return worse < better ? 'worse' : 'better';
  if (!canBeProven(least, comparisons)) return 'too-small';
  return shift.low > -margin && shift.high < margin ? 'same' : 'unclear';
}

function canBeProven(least: number, comparisons: number): boolean {
  return 2 * least * comparisons <= alarmRate;
}

/** The fewest observations on each side with which a change, however large, can be told from chance. */
export function fewestToTell(paired: boolean, comparisons: number): number {
  let count = 1;
  let least = 1 / 2;
  // Pairs halve it each; of samples, C(2n, n) grows by (2n+1)(2n+2)/(n+1)^2.
  while (!canBeProven(least, comparisons)) {
    least /= paired ? 2 : ((2 * count + 1) * (2 * count + 2)) / (count + 1) ** 2;
    count += 1;
  }
  return count;
}

function seedsToTell({ found, perSeed }: MeasuredMetric, comparisons: number): number {
  const seeds = Math.ceil(fewestToTell(found.paired, comparisons) / perSeed);
  return found.observation === 'pair' ? Math.max(leastSeedsOfPairs, seeds) : seeds;
}

/** An interval narrows with the square root of the seeds; it has to leave one side of the margin. */
function seedsToSettle({ shift, margin, found }: MeasuredMetric): number | null {
  const halfWidth = (shift.high - shift.low) / 2;
  const seeds = Math.min(found.firstSeeds, found.secondSeeds);
  if (!Number.isFinite(halfWidth)) return null;
  const room = Math.max(Math.abs(margin - Math.abs(shift.estimate)), closest * margin);
  const wanted = Math.ceil(seeds * (halfWidth / room) ** 2);
  return Math.min(mostSeeds, Math.max(seeds + 1, wanted));
}
