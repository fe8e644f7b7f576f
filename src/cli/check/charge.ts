// What a history is judged by: the checkers of the run it belongs to, or one checker that a person names or that fits.

import type { Checker } from '../../checkers/checker.ts';
import type { CheckerOptionName, CheckerOptions } from '../../checkers/checker-options.ts';
import {
  type Doubt,
  type FittingChecker,
  fittingChecker,
  fittingModel,
  isDoubt,
} from '../../checkers/fitting-checker.ts';
import { type RegisteredChecker, registeredCheckers } from '../../checkers/registry.ts';
import type { History } from '../../history/history.ts';
import type { Plan } from '../../plan/plan.ts';
import type { CheckerSource } from '../../runner/checker-threads.ts';
import { findFailedAssertions } from '../../runner/failed-assertions.ts';
import { isBrokenInside, type JudgeOptions } from '../../runner/judge.ts';
import { findMissingLogs } from '../../runner/missing-logs.ts';
import { findNodePanics } from '../../runner/node-panics.ts';
import type { SavedRun } from '../../store/open-run.ts';
import { chosenChecker } from '../checkers.ts';
import { sentence, usageFailure } from '../failure.ts';
import { nodesOf, partsOf } from '../plan-parts.ts';
import { recoveryNotOnRecord } from '../saved-evidence.ts';

export interface Charge {
  /** What the checkers are made of, for threads. */
  readonly source: CheckerSource;
  readonly options: Omit<JudgeOptions, 'budget'>;
}

/**
 * One checker alone, without asking whether the history is that of a complete run.
 * @param wanted the checker that a person named
 * @param name of the history, for people
 * @throws {CommandFailure} where none was named and several could fit, or none; and for an option that it does not take
 */
export function chargeByName(
  history: History,
  name: string,
  wanted: string | undefined,
  options: CheckerOptions,
): Charge {
  const { checker, model } = choiceOf(history, name, wanted, options);
  const all = model === undefined ? options : { ...options, model };
  const chosen: Checker = chosenChecker(checker, all);
  return {
    source: { kind: 'named', name: checker, options: all },
    options: { workload: { checkers: [chosen], minimumSuccesses: {} }, packages: [], nodePanics: [] },
  };
}

function choiceOf(
  history: History,
  name: string,
  wanted: string | undefined,
  options: CheckerOptions,
): FittingChecker {
  const { model, permits } = options;
  const withModel = (checker: string, usual?: string): FittingChecker => {
    const taken = model ?? usual;
    return taken === undefined ? { checker } : { checker, model: taken };
  };
  if (permits !== undefined && (wanted ?? 'linearizable') === 'linearizable')
    return withModel('linearizable', 'semaphore');
  if (wanted === 'linearizable')
    return withModel(wanted, model === undefined ? fittingModel(history) : model);
  if (wanted !== undefined) return withModel(wanted);
  const able = registeredCheckers.filter((checker) => canTake(checker, options)).map((one) => one.name);
  const fitting = fittingChecker(history);
  const [only, ...others] = able;
  if (!isDoubt(fitting)) {
    const fits = able.includes(fitting.checker) || only === undefined || others.length > 0;
    return fits ? withModel(fitting.checker, fitting.model) : withModel(only);
  }
  const candidates = fitting.candidates.filter(({ checker }) => able.includes(checker));
  const checkers = new Set(candidates.map(({ checker }) => checker));
  const [candidate] = candidates;
  if (candidate !== undefined && checkers.size === 1 && (model !== undefined || candidates.length === 1))
    return withModel(candidate.checker, candidate.model);
  if (candidate === undefined && only !== undefined && others.length === 0) return withModel(only);
  throw usageFailure(doubtSentence(name, { ...fitting, candidates }));
}

/** Whether everything that was said makes sense to a checker. */
function canTake({ models, takes }: RegisteredChecker, { model, ...others }: CheckerOptions): boolean {
  const names = Object.keys(others) as CheckerOptionName[];
  return names.every((option) => takes.includes(option)) && (model === undefined || models.includes(model));
}

function doubtSentence(name: string, { why, candidates }: Doubt): string {
  const named = candidates.map(({ checker, model }) =>
    model === undefined ? checker : `${checker} --model ${model}`,
  );
  const told = named.length === 0 ? 'No checker is known to fit' : 'More than one checker could fit';
  const which = named.length === 0 ? '`./ordeal ls` lists them' : named.join(', ');
  return sentence(`${told} all of ${name}, since ${why}: name one with --checker (${which})`);
}

/**
 * As the run itself was, or would have been, judged.
 * @param plan that of the run, with what is asked of its checkers this time
 */
export async function chargeOfRun({ files, results }: SavedRun, plan: Plan): Promise<Charge> {
  const parts = partsOf(plan);
  const nodes = nodesOf(plan);
  const packages = parts.faults(nodes);
  return {
    source: { kind: 'plan', plan, nodesDirectory: files.nodes },
    options: {
      workload: parts.workload(nodes),
      packages,
      thresholds: plan.thresholds ?? {},
      // Not in the history: only the run itself could see into the cluster, and whether it came back.
      recovery:
        results === null
          ? recoveryNotOnRecord
          : (results.verdicts.find(({ checker }) => checker === 'recovery') ?? null),
      place: results ?? {},
      brokenInside: results?.verdicts.filter(isBrokenInside) ?? [],
      nodePanics: await findNodePanics(files.nodes, packages),
      failedAssertions: await findFailedAssertions(files.nodes),
      missingLogs: await findMissingLogs(files, nodes, results?.evidence),
    },
  };
}
