// Whether figures meet a threshold. A figure that never came counts as endless.

import { type Condition, conditionText } from '../plan/suite/threshold.ts';
import type { Figures, JobRecord, SuiteThreshold } from '../store/suite.ts';

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

const valuesOf = (figures: Figures, { metric }: SuiteThreshold): readonly number[] =>
  (figures[metric] ?? []).map((figure) => figure ?? Number.POSITIVE_INFINITY);

const shown = (figure: number): string =>
  Number.isFinite(figure) ? String(Math.round(figure * 100) / 100) : 'endless';

/** One sentence without its dot for each threshold that a run misses. */
export function missedByRun(figures: Figures, thresholds: readonly SuiteThreshold[]): readonly string[] {
  return thresholds.flatMap((threshold) => {
    const { metric, condition } = threshold;
    const figure = aggregateOf(valuesOf(figures, threshold), condition);
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
  const measuring = records.filter(({ figures }) => (figures[metric] ?? []).length > 0);
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
      measuring.flatMap(({ figures }) => valuesOf(figures, threshold)),
      condition,
    ) ?? 0;
  return { ...common, measured: figure, found: shown(figure), met: isMet(figure, condition) };
}
