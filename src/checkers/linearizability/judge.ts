// Decides one object: by zones where they apply, else by search.

import type { Call } from './calls.ts';
import type { Model } from './model.ts';
import { modelProblem, type Problem } from './problem.ts';
import { registerCalls } from './register-calls.ts';
import { registerProblem } from './register-problem.ts';
import { type SearchLimits, search } from './search.ts';
import { decideByZones } from './zones.ts';

export type Judgement =
  | { readonly kind: 'linearizable'; readonly explored: number }
  | { readonly kind: 'unknown'; readonly explored: number; readonly limit: 'time' | 'memory' }
  | {
      readonly kind: 'violation';
      readonly explored: number;
      /** A position in the history that the longest linearizable prefix certainly reaches, where known. */
      readonly reached: number;
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
  if (zones.kind === 'not-unique') return bySearch(registerProblem(columns), limits);
  if (zones.kind === 'linearizable') return { kind: 'linearizable', explored: 0 };
  const { reason, positions } = zones;
  return { kind: 'violation', explored: 0, reached: -1, conflict: { reason, positions }, states: [] };
}

function bySearch(problem: Problem, limits: SearchLimits): Judgement {
  const outcome = search(problem, limits);
  if (outcome.kind !== 'violation') return outcome;
  return {
    kind: 'violation',
    explored: outcome.explored,
    reached: problem.positionOf(outcome.event),
    conflict: null,
    states: outcome.states.map((state) => problem.describeState(state)),
  };
}
