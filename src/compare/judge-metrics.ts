// All metrics of a comparison together: which changes are proven when everything that was looked at is taken into
// account, and how many runs would settle what is open.

import type { MeasuredMetric } from './compare-metric.ts';
import { alarmRate, type MetricComparison } from './comparison.ts';
import { holm } from './statistics/holm.ts';

export interface MeasuredInGroup {
  readonly group: string;
  readonly measured: MeasuredMetric;
}

/** A change this close to the margin, as a part of it, would take more runs than anybody has. */
const closest = 0.25;
const mostRuns = 1_000_000;

/** In their order. */
export function judgeMetrics(all: readonly MeasuredInGroup[]): readonly MetricComparison[] {
  const adjusted = holm(
    all.map(({ measured: { worse, better } }) => Math.min(1, 2 * Math.min(worse, better))),
  );
  return all.map(({ group, measured }, position) => {
    const p = adjusted[position] as number;
    const status = statusOf(measured, p, all.length);
    const enoughRuns =
      status === 'too-small'
        ? fewestRuns(measured.found.paired, all.length)
        : status === 'unclear'
          ? runsToSettle(measured)
          : null;
    return { group, ...measured.found, status, p, enoughRuns };
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

/** The fewest runs on each side with which a change, however large, can be told from chance. */
export function fewestRuns(paired: boolean, comparisons: number): number {
  let runs = 1;
  let least = paired ? 0.5 : 1 / 2;
  // Pairs halve it with each run; of samples, C(2n, n) grows by (2n+1)(2n+2)/(n+1)^2.
  while (!canBeProven(least, comparisons)) {
    least /= paired ? 2 : ((2 * runs + 1) * (2 * runs + 2)) / (runs + 1) ** 2;
    runs += 1;
  }
  return runs;
}

/** An interval narrows with the square root of the runs; it has to leave one side of the margin. */
function runsToSettle({ shift, margin, found: { firstRuns, secondRuns } }: MeasuredMetric): number | null {
  const halfWidth = (shift.high - shift.low) / 2;
  const runs = Math.min(firstRuns, secondRuns);
  if (!Number.isFinite(halfWidth)) return null;
  const room = Math.max(Math.abs(margin - Math.abs(shift.estimate)), closest * margin);
  const wanted = Math.ceil(runs * (halfWidth / room) ** 2);
  return Math.min(mostRuns, Math.max(runs + 1, wanted));
}
