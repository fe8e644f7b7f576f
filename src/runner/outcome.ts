// One word for a whole run, from what the checkers found and what happened on the way.

import type { Outcome } from '../store/results.ts';
import type { Judgement } from './judge.ts';
import type { RunSummary } from './run-plan.ts';

/** A violation outranks a crash, a crash an interruption, that a run that does not count, and that not knowing. */
export function outcomeOf(
  judgement: Pick<Judgement, 'validity'>,
  summary: Pick<RunSummary, 'crash' | 'interrupted' | 'problems'>,
): Outcome {
  if (judgement.validity === 'violation') return 'violation';
  if (summary.crash !== null || judgement.validity === 'crash') return 'crash';
  if (summary.interrupted) return 'interrupted';
  if (summary.problems.length > 0) return 'invalid-run';
  return judgement.validity;
}
