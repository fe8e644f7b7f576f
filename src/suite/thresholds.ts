// Whether figures meet a threshold. A figure that never came counts as endless.

import { type Condition, conditionText, type Metric } from '../plan/suite/threshold.ts';
import type { RunFigures } from '../store/figures.ts';
import type { JobRecord, SuiteThreshold } from '../store/suite.ts';

/** The figure that a condition is about: the worst one where it is about every single one; `null` without any. */
export function aggregateOf(figures: readonly number[], { aggregate, comparison }: Condition): number | null {
  const sorted = Float64Array.from(figures).sort();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return null;
  if (aggregate === 'min') return first;
  if (aggregate === 'max') return last;
  if (aggregate === 'avg') return sorted.reduce((sum, figure) => sum + figure, 0) / sorted.length;
  if (aggregate === 'all') return comparison.startsWith('<') ? last : first;
  return sorted[Math.max(0, Math.ceil((aggregate / 100) * sorted.length) - 1)] ?? last;
}

export function isMet(figure: number, { comparison, bound }: Condition): boolean {
  if (comparison === '<') return figure < bound;
  if (comparison === '<=') return figure <= bound;
  return comparison === '>' ? figure > bound : figure >= bound;
}

const single = (figure: number | null | undefined): readonly number[] =>
  figure === null || figure === undefined ? [] : [figure];

function ofEachFault({ faults }: RunFigures, field: 'failoverMs' | 'recoveryMs'): readonly number[] {
  return faults.flatMap((fault) => {
    const waited = fault[field];
    return waited === undefined ? [] : [waited ?? Number.POSITIVE_INFINITY];
  });
}

const valuesByMetric: Readonly<Record<Metric, (figures: RunFigures) => readonly number[]>> = {
  answeredPercent: ({ answeredPercent }) => single(answeredPercent),
  availableReadsPercent: ({ availableReadsPercent }) => single(availableReadsPercent),
  availableWritesPercent: ({ availableWritesPercent }) => single(availableWritesPercent),
  outageMs: ({ longestOutageMs }) => single(longestOutageMs),
  failoverMs: (figures) => ofEachFault(figures, 'failoverMs'),
  recoveryMs: (figures) => ofEachFault(figures, 'recoveryMs'),
  okPerSecond: ({ okPerSecond }) => single(okPerSecond),
  latencyP50Ms: ({ latencyMs }) => single(latencyMs?.p50),
  latencyP90Ms: ({ latencyMs }) => single(latencyMs?.p90),
  latencyP99Ms: ({ latencyMs }) => single(latencyMs?.p99),
};

/** What a run has of a metric: a figure for each fault in `failoverMs` and `recoveryMs`, at most one in all others. */
export function valuesOf(figures: RunFigures | null, metric: Metric): readonly number[] {
  return figures === null ? [] : valuesByMetric[metric](figures);
}

const shown = (figure: number): string =>
  Number.isFinite(figure) ? String(Math.round(figure * 100) / 100) : 'endless';

/** One sentence without its dot for each threshold that a run misses. */
export function missedByRun(
  figures: RunFigures | null,
  thresholds: readonly SuiteThreshold[],
): readonly string[] {
  return thresholds.flatMap(({ metric, condition }) => {
    const figure = aggregateOf(valuesOf(figures, metric), condition);
    if (figure === null || isMet(figure, condition)) return [];
    return [`${conditionText(metric, condition)} is asked for, but it is ${shown(figure)}`];
  });
}

/** What came of a threshold over the runs it is about. */
export interface ThresholdResult {
  /** `p95 of failoverMs < 8000`. */
  readonly text: string;
  readonly over: SuiteThreshold['over'];
  readonly group: string | null;
  /** Over all runs together; over each run, how many of them missed it. `null`: never measured. */
  readonly measured: number | null;
  /** The same for people. */
  readonly found: string;
  /** Runs that have such a figure. */
  readonly runs: number;
  /** Never for what was never measured: a threshold that cannot be missed shows nothing. */
  readonly met: boolean;
}

/** @param records the last attempts of the runs that it is about */
export function judgeThreshold(threshold: SuiteThreshold, records: readonly JobRecord[]): ThresholdResult {
  const { over, group, metric, condition } = threshold;
  const text = conditionText(metric, condition);
  const measuring = records.filter(({ figures }) => valuesOf(figures, metric).length > 0);
  const common = { text, over, group, runs: measuring.length };
  if (measuring.length === 0) return { ...common, measured: null, found: 'never measured', met: false };
  if (over === 'eachRun') {
    const missed = measuring.filter(({ figures }) => missedByRun(figures, [threshold]).length > 0).length;
    return {
      ...common,
      measured: missed,
      found: `missed by ${missed} of ${measuring.length} runs`,
      met: missed === 0,
    };
  }
  const figure =
    aggregateOf(
      measuring.flatMap(({ figures }) => valuesOf(figures, metric)),
      condition,
    ) ?? 0;
  return { ...common, measured: figure, found: shown(figure), met: isMet(figure, condition) };
}
