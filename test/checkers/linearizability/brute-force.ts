// The truth for small histories: tries every order of calls that respects real time, without any shortcut.

import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { type Action, inconsistent, type Model } from '../../../src/checkers/linearizability/model.ts';
import type { JsonValue } from '../../../src/history/operation.ts';

/** What one call may have done, each possibility by itself; none for a call that tells nothing. */
function possibilities(call: Call, calls: readonly Call[], model: Model): readonly Action[] {
  const known = call.completed !== NEVER;
  if (call.refused === true)
    return [model.refusal?.(call.f, call.input) ?? null].filter((one) => one !== null);
  if (model.name === 'unordered-queue' && call.f === 'dequeue' && !known) {
    const elements = calls.filter(({ f }) => f === 'enqueue').map(({ input }) => input);
    return elements.map((value): Action => ({ f: 'dequeue', value, effect: 'change' }));
  }
  return [model.action(call.f, call.input, known ? call.output : undefined)].filter((one) => one !== null);
}

/** Whether some order of all completed calls and any of the others explains them; for about ten calls. */
export function linearizableByForce(calls: readonly Call[], model: Model): boolean {
  const left = calls
    .map((call) => ({ call, actions: possibilities(call, calls, model) }))
    .filter(({ actions }) => actions.length > 0);
  const explore = (rest: typeof left, state: JsonValue): boolean => {
    const firstEnd = Math.min(...rest.map(({ call }) => call.completed));
    if (rest.length === 0 || firstEnd === NEVER) return true;
    return rest.some((one) => {
      if (one.call.invoked > firstEnd) return false;
      const others = rest.filter((other) => other !== one);
      return one.actions.some((action) => {
        const next = model.step(state, action);
        return next !== inconsistent && explore(others, next);
      });
    });
  };
  return explore(left, model.initial);
}
