// Judges what a person names: a saved run again, or a history from anywhere.

import type { Budget, Verdict } from '../../checkers/checker.ts';
import type { CheckerOptions } from '../../checkers/checker-options.ts';
import type { History } from '../../history/history.ts';
import { readHistory } from '../../history/read.ts';
import type { Plan } from '../../plan/plan.ts';
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
  /** Given what the plan of a run says. */
  budgetOf(plan: Pick<Plan, 'checking'>): Budget;
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

/** What is said to the checkers of a saved run, and not of a checker of its own. */
const laidOverPlan: readonly string[] = ['total', 'accounts'];

function withSaid(plan: Plan, { total, accounts }: CheckerOptions): Plan {
  if (total === undefined && accounts === undefined) return plan;
  const said = { ...(total === undefined ? {} : { total }), ...(accounts === undefined ? {} : { accounts }) };
  return { ...plan, checking: { ...plan.checking, ...said } };
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
  { checker, options: wanted, budgetOf }: Asked,
): Promise<JudgedTarget> {
  const { path, name } = file;
  // Of a run it may be gone, and everything else is judged then.
  const history = run === null ? await readHistory(path, name) : await historyOfRun(path);
  const said = Object.keys(wanted).filter((option) => !laidOverPlan.includes(option));
  const asRun = run !== null && checker === undefined && said.length === 0;
  const { source, options } = asRun
    ? await chargeOfRun(run, withSaid(run.plan, wanted))
    : chargeByName(history, name, checker, wanted);
  const { brokenInside = [] } = options;
  const saved = run === null ? await evidenceBeside(path) : await savedEvidence(run, !asRun);
  const judgement = await judgeFile(path, history, source, {
    ...options,
    budget: budgetOf(run?.plan ?? {}),
  });
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
