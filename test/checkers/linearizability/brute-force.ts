// The truth for small histories: tries every order of calls that respects real time, without any shortcut.

import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { type Action, inconsistent, type Model } from '../../../src/checkers/linearizability/model.ts';
import type { JsonValue } from '../../../src/history/operation.ts';

/** Whether some order of all completed calls and any of the others explains them; for about ten calls. */
export function linearizableByForce(calls: readonly Call[], model: Model): boolean {
  const known = calls.map((call) => ({
    call,
    action:
      call.refused === true
        ? (model.refusal?.(call.f, call.input) ?? null)
        : model.action(call.f, call.input, call.completed === NEVER ? undefined : call.output),
  }));
  const left = known.filter((one): one is { call: Call; action: Action } => one.action !== null);
  const explore = (rest: typeof left, state: JsonValue): boolean => {
    const firstEnd = Math.min(...rest.map(({ call }) => call.completed));
    if (rest.length === 0 || firstEnd === NEVER) return true;
    return rest.some((one) => {
      if (one.call.invoked > firstEnd) return false;
      const next = model.step(state, one.action);
      return (
        next !== inconsistent &&
        explore(
          rest.filter((other) => other !== one),
          next,
        )
      );
    });
  };
  return explore(left, model.initial);
}
