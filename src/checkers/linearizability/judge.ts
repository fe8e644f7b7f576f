// Decides one object: by zones where they apply, else by search.

import { type Call, NEVER } from './calls.ts';
import type { Model } from './model.ts';
import { modelProblem, type Problem } from './problem.ts';
import { type RegisterCalls, registerCalls } from './register-calls.ts';
import { registerProblem } from './register-problem.ts';
import { createSearch, type SearchLimits, type SearchOutcome } from './search.ts';
import { findStaleNeed, type StaleNeed } from './stale-need.ts';
import { impossibleWindow } from './window.ts';
import { decideByZones } from './zones.ts';

/** Steps without progress after which windows are tried. */
const FIRST_PATIENCE_STEPS = 4_000;

export type Judgement =
  | { readonly kind: 'linearizable'; readonly explored: number }
  | { readonly kind: 'unknown'; readonly explored: number; readonly limit: 'time' | 'memory' }
  | {
      readonly kind: 'violation';
      readonly explored: number;
      /** A position in the history that the longest linearizable prefix certainly reaches, where known. */
      readonly reached: number;
      /** A position by which the violation shows: the prefix up to it is not linearizable; NEVER for the whole. */
      readonly within: number;
      /** Why, where zones showed it. */
      readonly conflict: Conflict | null;
      /** What the object may have held at the furthest point reached, where search showed it. */
      readonly states: readonly string[];
    };

export interface Conflict {
  readonly reason: string;
  /** Positions in the history of the operations that contradict each other. */
  readonly positions: readonly number[];
}

/**
 * Whether the calls of one object are linearizable.
 * @throws {ModelError} for a call that is not the model's
 */
export function judge(calls: readonly Call[], model: Model, limits: SearchLimits): Judgement {
  if (model.name !== 'register' && model.name !== 'cas-register') {
    return bySearch(modelProblem(calls, model), limits);
  }
  const columns = registerCalls(calls, model);
  const zones = decideByZones(columns);
  if (zones.kind === 'not-unique') return bySearchAndWindows(columns, limits);
  if (zones.kind === 'linearizable') return { kind: 'linearizable', explored: 0 };
  const { reason, positions } = zones;
  return {
    kind: 'violation',
    explored: 0,
    reached: -1,
    within: NEVER,
    conflict: { reason, positions },
    states: [],
  };
}

function bySearch(problem: Problem, limits: SearchLimits): Judgement {
  const outcome = createSearch(problem).run(limits, Number.POSITIVE_INFINITY);
  return outcome.kind === 'stuck'
    ? { ...outcome, kind: 'unknown', limit: 'time' }
    : judgementOf(problem, outcome);
}

/**
 * Searches a register's calls, and where the search gets no further, looks whether a window around that place is
 * impossible by itself, whatever came before it: much less to try than all ways to get there.
 */
function bySearchAndWindows(columns: RegisterCalls, limits: SearchLimits): Judgement {
  const problem = registerProblem(columns);
  const stale = findStaleNeed(problem);
  if (stale !== null) return staleJudgement(problem, stale);
  const search = createSearch(problem);
  for (let patience = FIRST_PATIENCE_STEPS; ; patience *= 4) {
    const outcome = search.run(limits, patience);
    if (outcome.kind !== 'stuck') return judgementOf(problem, outcome);
    const within = impossibleWindow(columns, problem, outcome.event, patience, limits);
    if (within === null) continue;
    const reached = problem.positionOf(outcome.event);
    return { kind: 'violation', explored: outcome.explored, reached, within, conflict: null, states: [] };
  }
}

function staleJudgement(problem: Problem, { event, state, written }: StaleNeed): Judgement {
  const end = problem.positionOf(event);
  const what = written
    ? 'was replaced before it was needed, and nothing wrote it again'
    : 'was found, and nothing wrote it';
  const conflict = { reason: `${problem.describeState(state)} ${what}`, positions: [] };
  return { kind: 'violation', explored: 0, reached: -1, within: end, conflict, states: [] };
}

function judgementOf(
  problem: Problem,
  outcome: Exclude<SearchOutcome, { readonly kind: 'stuck' }>,
): Judgement {
  if (outcome.kind !== 'violation') return outcome;
  return {
    kind: 'violation',
    explored: outcome.explored,
    reached: problem.positionOf(outcome.event),
    within: NEVER,
    conflict: null,
    states: outcome.states.map((state) => problem.describeState(state)),
  };
}
