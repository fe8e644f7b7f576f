// Judges what a person names: a saved run again, or a history from anywhere.

import type { Budget, Verdict } from '../../checkers/checker.ts';
import type { CheckerOptions } from '../../checkers/checker-options.ts';
import type { History } from '../../history/history.ts';
import { readHistory } from '../../history/read.ts';
import { exitCodeOf } from '../../runner/exit-code.ts';
import { historyOfRun } from '../../store/history-of-run.ts';
import type { Outcome } from '../../store/results.ts';
import { judgeFile } from '../judge-history.ts';
import { evidenceBeside, savedEvidence, withSavedEvidence } from '../saved-evidence.ts';
import type { SavedHistory } from '../saved-run.ts';
import { chargeByName, chargeOfRun } from './charge.ts';

/** What a person says of how to judge. */
export interface Asked {
  readonly checker: string | undefined;
  readonly options: CheckerOptions;
  readonly budget: Budget;
}

export interface JudgedTarget {
  /** What was judged, for people. */
  readonly name: string;
  readonly history: History;
  /** What has to be known of it, a sentence each. */
  readonly notes: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** Why it does not count, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Judges a history.
 * @param target as the person wrote it
 * @throws {CommandFailure} where it is not known by what to judge it
 * @throws {HistoryError} where it cannot be understood
 */
export async function judgeTarget(
  target: string,
  { history: file, run }: SavedHistory,
  { checker, options: wanted, budget }: Asked,
): Promise<JudgedTarget> {
  const { path, name } = file;
  // Of a run it may be gone, and everything else is judged then.
  const history = run === null ? await readHistory(path, name) : await historyOfRun(path);
  const asRun = run !== null && checker === undefined && Object.keys(wanted).length === 0;
  const { source, options } = asRun
    ? await chargeOfRun(run, run.plan)
    : chargeByName(history, name, checker, wanted);
  const { brokenInside = [] } = options;
  const saved = run === null ? await evidenceBeside(path) : await savedEvidence(run, !asRun);
  const judgement = await judgeFile(path, history, source, { ...options, budget });
  const { verdicts, outcome } = withSavedEvidence(judgement, saved);
  const inside = brokenInside.map((one) => one.checker).join(', ');
  return {
    name,
    history,
    notes: [
      ...(history.torn === null ? [] : [history.torn]),
      ...(history.notes ?? []),
      ...(run !== null && run.results === null
        ? ['The run was cut off before it was judged: this is what it wrote.']
        : []),
      ...(run === null || inside === ''
        ? []
        : [
            `${inside}: seen inside the cluster during the run, and taken from its results; \`./ordeal replay ${target}\` shows it again.`,
          ]),
      ...saved.standing.map(
        (one) => `${one.checker}: its violation is on record, and stands although its evidence is gone.`,
      ),
    ],
    verdicts,
    outcome,
    exitCode: exitCodeOf(outcome),
    problems: saved.problems,
  };
}
