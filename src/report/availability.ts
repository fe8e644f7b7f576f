// Availability for the end of a run: a line of what clients got, and one for the slowest comeback after a fault.

import type { AvailabilityMeasures, FaultEffect } from '../checkers/availability-measures.ts';
import type { Verdict } from '../checkers/checker.ts';
import { formatMs } from './format.ts';

/** Lines without indentation; none where a run was not measured. */
export function availabilityLines(verdicts: readonly Verdict[]): readonly string[] {
  const verdict = verdicts.find(({ checker }) => checker === 'availability');
  if (verdict === undefined || verdict.details['faults'] === undefined) return [];
  const measures = verdict.details as unknown as AvailabilityMeasures;
  const { answeredPercent, availableReadsPercent, availableWritesPercent, longestOutageMs, faults } =
    measures;
  const parts = [
    `answered ${percent(answeredPercent)}`,
    `reads available ${percent(availableReadsPercent)} of the time`,
    `writes ${percent(availableWritesPercent)}`,
    longestOutageMs === 0 ? 'no outage' : `longest outage ${formatMs(longestOutageMs)}`,
  ];
  const slowest = [
    slowestLine(faults, 'the start', ['readAfterStartMs', 'writeAfterStartMs']),
    slowestLine(faults, 'the end', ['readAfterEndMs', 'writeAfterEndMs']),
  ];
  return [parts.join('   '), ...slowest.filter((line) => line !== '')];
}

type Field = 'readAfterStartMs' | 'writeAfterStartMs' | 'readAfterEndMs' | 'writeAfterEndMs';

/** The longest that clients waited for an answer after a moment of any fault. */
function slowestLine(faults: readonly FaultEffect[], moment: string, fields: readonly Field[]): string {
  let slowest: { readonly waitedMs: number; readonly kind: string; readonly name: string } | null = null;
  for (const fault of faults)
    for (const field of fields) {
      const waited = fault[field];
      if (waited === undefined) continue;
      const waitedMs = waited ?? Number.POSITIVE_INFINITY;
      if (slowest !== null && slowest.waitedMs >= waitedMs) continue;
      slowest = { waitedMs, kind: field.startsWith('read') ? 'read' : 'write', name: fault.name };
    }
  if (slowest === null) return '';
  const { waitedMs, kind, name } = slowest;
  return waitedMs === Number.POSITIVE_INFINITY
    ? `no ${kind} succeeded after ${moment} of ${name}`
    : `slowest first answer after ${moment} of a fault: ${kind} after ${formatMs(waitedMs)} (${name})`;
}

/** Two digits after the point, but never 100 where something is missing. */
function percent(value: number | null): string {
  if (value === null) return '-';
  return value === 100 ? '100 %' : `${Math.min(99.99, value).toFixed(2)} %`;
}
