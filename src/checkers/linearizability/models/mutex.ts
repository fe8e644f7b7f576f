// A lock: acquired only when free, released only when held. Values are ignored, as is who holds it.

import { type Action, inconsistent, type Model, unknownFunction } from '../model.ts';

const FUNCTIONS = ['acquire', 'release'];

/** A mutex, free at first unless `held`. */
export function mutexModel(held: boolean): Model {
  return {
    name: 'mutex',
    initial: held,
    functions: FUNCTIONS,
    takesLists: true,
    action(f): Action {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('mutex', f, FUNCTIONS);
      return { f, value: null, effect: 'change' };
    },
    step(state, action) {
      const wanted = action.f === 'release';
      return state === wanted ? !wanted : inconsistent;
    },
    edges: (actions) => ({
      edges: actions.map(({ f }) => ({ needs: f === 'release', gives: f === 'acquire' })),
      complete: true,
    }),
  };
}
