// Locks and semaphores: `acquire` takes a permit when one is free, `release` gives one back. Values are ignored, as is who
// holds what. A mutex is a semaphore of one permit.

import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { functionReader } from '../deciders/functions.ts';
import { decidePermits } from '../deciders/permits.ts';
import { undecidedDecision } from '../decision.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';

const FUNCTIONS = ['acquire', 'release'];

/** A mutex, free at first unless `initial` is true. */
export function mutexModel(initial: JsonValue): Model {
  const base = permitModel('mutex', 1, initial === true ? 1 : 0);
  return {
    ...base,
    edges: (actions) => ({
      edges: actions.map(({ f }) => {
        if (f === 'full') return { needs: 1 };
        if (f === 'free') return { needs: 0 };
        return { needs: f === 'release' ? 1 : 0, gives: f === 'acquire' ? 1 : 0 };
      }),
      complete: true,
    }),
  };
}

/** A semaphore of `initial` permits, by default one; none is held at first. */
export function semaphoreModel(initial: JsonValue): Model {
  const permits = initial ?? 1;
  if (typeof permits !== 'number' || !Number.isInteger(permits) || permits < 1) {
    throw new ModelError(`a semaphore needs a number of permits, not ${shownValue(initial)}`);
  }
  return permitModel('semaphore', permits, 0);
}

/** A state is the number of permits held. */
function permitModel(name: string, permits: number, held: number): Model {
  return {
    name,
    initial: held,
    functions: FUNCTIONS,
    action(f): Action {
      if (!FUNCTIONS.includes(f)) throw unknownFunction(name, f, FUNCTIONS);
      return { f, value: null, effect: 'change' };
    },
    refusal: (f) => ({ f: f === 'acquire' ? 'full' : 'free', value: null, effect: 'none' }),
    step(state, action) {
      const taken = state as number;
      if (action.f === 'full') return taken === permits ? state : inconsistent;
      if (action.f === 'free') return taken === 0 ? state : inconsistent;
      const next = taken + (action.f === 'acquire' ? 1 : -1);
      return next < 0 || next > permits ? inconsistent : next;
    },
    decide(calls) {
      if (calls.refused?.includes(1) === true) return undecidedDecision;
      const functionOf = functionReader(calls, name, FUNCTIONS);
      return decidePermits(calls, { permits, held, isAcquire: (call) => functionOf(call) === 0 });
    },
  };
}
