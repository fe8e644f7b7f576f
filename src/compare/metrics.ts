// What runs are compared by: each metric is one number of a run, with the direction that is better and the margin that a
// change has to pass before anybody would care.

import type { FaultFigures, RunFigures } from '../store/figures.ts';

/**
 * How a change is told: `ratio` of the second to the first, margin in per cent; `points` are per cent of all, and
 * `milliseconds` where a value may be zero, both as differences.
 */
export type Scale = 'ratio' | 'points' | 'milliseconds';

export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly unit: 'per second' | 'ms' | '%';
  readonly better: 'higher' | 'lower';
  readonly scale: Scale;
  /** In per cent, points or milliseconds. */
  readonly margin: number;
  /** `null` where a run has nothing to measure it by. */
  readonly valueOf: (figures: RunFigures) => number | null;
}

function latency(quantile: 'p50' | 'p90' | 'p99' | 'p999', margin: number): Metric {
  const title = `latency ${quantile.replace('p999', 'p99.9')}`;
  return {
    ...{ name: `latency-${quantile}`, title, unit: 'ms', better: 'lower', scale: 'ratio', margin },
    valueOf: ({ latencyMs }) => latencyMs?.[quantile] ?? null,
  };
}

function share(
  name: string,
  title: string,
  field: 'answeredPercent' | 'availableReadsPercent' | 'availableWritesPercent',
): Metric {
  return {
    ...{ name, title, unit: '%', better: 'higher', scale: 'points', margin: 1 },
    valueOf: (figures) => figures[field],
  };
}

/** @param faultPackage the faults of this package alone; `null` for all */
function comeback(field: 'failoverMs' | 'recoveryMs', faultPackage: string | null): Metric {
  const name = field === 'failoverMs' ? 'failover' : 'recovery';
  return {
    name: faultPackage === null ? name : `${name}-${faultPackage}`,
    title: faultPackage === null ? name : `${name} of ${faultPackage}`,
    ...{ unit: 'ms', better: 'lower', scale: 'ratio', margin: 15 },
    valueOf: (figures) => meanComeback(figures, field, faultPackage),
  };
}

/** Mean over the faults of a run. One after which nothing was answered counts with the rest of the run: at least that. */
function meanComeback(
  { faults, seconds }: RunFigures,
  field: 'failoverMs' | 'recoveryMs',
  faultPackage: string | null,
): number | null {
  const waited = (fault: FaultFigures): number | undefined => {
    const took = fault[field];
    return took === null ? Math.max(0, seconds * 1000 - fault.startMs) : took;
  };
  const times = faults
    .filter((fault) => faultPackage === null || fault.package === faultPackage)
    .map(waited)
    .filter((took) => took !== undefined);
  return times.length === 0 ? null : times.reduce((sum, took) => sum + took, 0) / times.length;
}

/** The metrics of every comparison, in the order in which they are told. */
export const metrics: readonly Metric[] = [
  {
    ...{ name: 'throughput', title: 'throughput', unit: 'per second', better: 'higher' },
    ...{ scale: 'ratio', margin: 5 },
    valueOf: ({ okPerSecond }) => okPerSecond,
  },
  latency('p50', 5),
  latency('p90', 10),
  latency('p99', 15),
  latency('p999', 20),
  comeback('failoverMs', null),
  comeback('recoveryMs', null),
  {
    ...{ name: 'longest-outage', title: 'longest outage', unit: 'ms', better: 'lower' },
    ...{ scale: 'milliseconds', margin: 250 },
    valueOf: ({ longestOutageMs }) => longestOutageMs,
  },
  share('answered', 'answered operations', 'answeredPercent'),
  share('available-reads', 'available for reads', 'availableReadsPercent'),
  share('available-writes', 'available for writes', 'availableWritesPercent'),
];

/** The same with failover and recovery of each fault package, where runs had several. */
export function metricsOf(runs: readonly RunFigures[]): readonly Metric[] {
  const packages = [...new Set(runs.flatMap(({ faults }) => faults.map((fault) => fault.package)))].sort();
  if (packages.length < 2) return metrics;
  const ofEach = packages.flatMap((name) => [comeback('failoverMs', name), comeback('recoveryMs', name)]);
  return metrics.flatMap((metric) => (metric.name === 'recovery' ? [metric, ...ofEach] : [metric]));
}
