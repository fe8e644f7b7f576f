// What runs are compared by: each metric is one number of a run, with the direction that is better and the margin that a
// change has to pass before anybody would care.

import { mean, median } from 'simple-statistics';
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

type Comeback = 'failoverMs' | 'recoveryMs';

/** @param faultPackage the faults of this package alone; `null` for all */
function comeback(field: Comeback, faultPackage: string | null): Metric {
  const name = field === 'failoverMs' ? 'failover' : 'recovery';
  const valueIn = field === 'failoverMs' ? usualFailover : meanRecovery;
  return {
    name: faultPackage === null ? name : `${name}-${faultPackage}`,
    title: faultPackage === null ? name : `${name} of ${faultPackage}`,
    ...{ unit: 'ms', better: 'lower', scale: 'ratio', margin: 15 },
    valueOf: (figures) => valueIn(figures, faultPackage),
  };
}

/**
 * Median over the faults of a run that took the leader away and left a majority: after others nobody has to take over, or nobody
 * can. Faults that overlap may do so too, for as long as they last, and a mean would tell of those instead of the build.
 * Where no fault says whom it hit, all count.
 */
function usualFailover(figures: RunFigures, faultPackage: string | null): number | null {
  const isKnown = figures.faults.some(({ unseatsLeader }) => unseatsLeader !== undefined);
  const counts = ({ unseatsLeader }: FaultFigures): boolean => !isKnown || unseatsLeader === true;
  const times = waitedFor('failoverMs', figures, faultPackage, counts);
  return times.length === 0 ? null : median(times);
}

/** Mean over the faults of a run: after most the cluster is there at once, and how often it is not tells as much as for how long. */
function meanRecovery(figures: RunFigures, faultPackage: string | null): number | null {
  const times = waitedFor('recoveryMs', figures, faultPackage, () => true);
  return times.length === 0 ? null : mean(times);
}

/** One after which nothing was answered counts with the rest of the run: at least that. */
function waitedFor(
  field: Comeback,
  { faults, seconds }: RunFigures,
  faultPackage: string | null,
  counts: (fault: FaultFigures) => boolean,
): number[] {
  return faults
    .filter((fault) => (faultPackage === null || fault.package === faultPackage) && counts(fault))
    .map((fault) => {
      const took = fault[field];
      return took === null ? Math.max(0, seconds * 1000 - fault.startMs) : took;
    })
    .filter((took) => took !== undefined);
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
