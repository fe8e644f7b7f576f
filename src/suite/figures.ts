// The figures of a run that a suite's thresholds are about, from the verdicts that measured them.

import type { Verdict } from '../checkers/checker.ts';
import type { AvailabilityMeasures, FaultEffect } from '../checkers/thresholds.ts';
import type { Metric } from '../plan/suite/threshold.ts';
import type { Figures } from '../store/suite.ts';

type Details = Readonly<Record<string, unknown>>;

function single(value: unknown): readonly number[] {
  return typeof value === 'number' ? [value] : [];
}

/** For each fault the slower of the first read and the first write since a moment; `null` where one never came. */
function slowest(
  faults: readonly FaultEffect[],
  fields: readonly ('readAfterStartMs' | 'writeAfterStartMs' | 'readAfterEndMs' | 'writeAfterEndMs')[],
): readonly (number | null)[] {
  return faults.flatMap((fault) => {
    const waited = fields.map((field) => fault[field]).filter((time) => time !== undefined);
    if (waited.length === 0) return [];
    const times = waited.filter((time) => time !== null);
    return [times.length < waited.length ? null : Math.max(...times)];
  });
}

/** Figures of a run; what was not measured is left out. */
export function figuresOf(verdicts: readonly Verdict[]): Figures {
  const detailsOf = (name: string): Details =>
    verdicts.find(({ checker }) => checker === name)?.details ?? {};
  const availability = detailsOf('availability');
  const measures = availability as unknown as Partial<AvailabilityMeasures>;
  const faults = measures.faults ?? [];
  const statistics = detailsOf('statistics');
  const latencies = (statistics['latencyMs'] ?? {}) as Details;
  const figures: Readonly<Record<Metric, readonly (number | null)[]>> = {
    answeredPercent: single(measures.answeredPercent),
    availableReadsPercent: single(measures.availableReadsPercent),
    availableWritesPercent: single(measures.availableWritesPercent),
    outageMs: single(measures.longestOutageMs),
    failoverMs: slowest(faults, ['readAfterStartMs', 'writeAfterStartMs']),
    recoveryMs: slowest(faults, ['readAfterEndMs', 'writeAfterEndMs']),
    okPerSecond: single(statistics['okPerSecond']),
    latencyP50Ms: single(latencies['p50']),
    latencyP90Ms: single(latencies['p90']),
    latencyP99Ms: single(latencies['p99']),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, values]) => values.length > 0));
}
