// What was asked of the figures of a run, as a verdict of its own: missing it is no violation.

import type { Verdict } from '../checkers/checker.ts';
import { type AskedFigures, conditionsOf } from '../plan/asked-figures.ts';
import { conditionText } from '../plan/suite/threshold.ts';
import { figuresOf } from '../store/figures.ts';
import { aggregateOf, figureText, missedByRun, valuesOf } from '../store/missed-thresholds.ts';

const checker = 'thresholds';

/**
 * The verdict, or none where nothing is asked.
 * @param measured the verdicts that the figures are taken from
 */
export function thresholdVerdicts(asked: AskedFigures, measured: readonly Verdict[]): readonly Verdict[] {
  const conditions = conditionsOf(asked);
  if (conditions.length === 0) return [];
  const figures = figuresOf({ verdicts: measured, faults: [] });
  if (figures === null) {
    const reason = 'Nothing was measured that the thresholds could be compared with.';
    return [{ checker, valid: 'unknown', reason, witnesses: [], details: {} }];
  }
  const missed = missedByRun(figures, conditions);
  const found = conditions.map(({ metric, condition }) => {
    const figure = aggregateOf(valuesOf(figures, metric), condition);
    return `${conditionText(metric, condition)}: ${figure === null ? 'never measured' : figureText(figure)}`;
  });
  const details = {
    asked: conditions.map(({ metric, condition }) => conditionText(metric, condition)),
    found,
  };
  if (missed.length > 0) {
    const reason = `${missed.join('; ')}.`;
    return [
      { checker, valid: false, reason, witnesses: [], details: { kind: 'threshold-missed', ...details } },
    ];
  }
  return [{ checker, valid: true, reason: `${found.join('; ')}.`, witnesses: [], details }];
}
