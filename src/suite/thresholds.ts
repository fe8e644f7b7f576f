// What came of the thresholds of a suite, over each of its runs or over all of them together.

import { conditionText } from '../plan/suite/threshold.ts';
import { aggregateOf, figureText, isMet, missedByRun, valuesOf } from '../store/missed-thresholds.ts';
import type { JobRecord, SuiteThreshold } from '../store/suite.ts';

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
  return { ...common, measured: figure, found: figureText(figure), met: isMet(figure, condition) };
}
