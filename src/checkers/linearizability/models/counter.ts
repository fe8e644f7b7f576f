// A counter: `add` an amount, `read` the sum. Amounts may be negative.

import { absent } from '../../../history/interner.ts';
import type { JsonValue } from '../../../history/operation.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { decideIncrements } from '../deciders/counter.ts';
import { functionReader } from '../deciders/functions.ts';
import { undecidedDecision } from '../decision.ts';
import { type Action, inconsistent, type Model, ModelError, unknownFunction } from '../model.ts';

const FUNCTIONS = ['add', 'read'];

function number(value: JsonValue): number {
  if (typeof value === 'number') return value;
  throw new ModelError(`a counter needs numbers, not ${shownValue(value)}`);
}

/** A counter that starts with `initial`, by default 0. */
export function counterModel(initial: JsonValue): Model {
  const start = number(initial ?? 0);
  return {
    name: 'counter',
    initial: start,
    functions: FUNCTIONS,
    repeats: ['add'],
    action(f, input, output): Action | null {
      if (!FUNCTIONS.includes(f)) throw unknownFunction('counter', f, FUNCTIONS);
      if (f === 'add') return { f, value: number(input), effect: 'total' };
      return output === undefined ? null : { f, value: number(output), effect: 'none' };
    },
    step(state, action) {
      if (action.f === 'add') return (state as number) + (action.value as number);
      return state === action.value ? state : inconsistent;
    },
    decide(calls) {
      if (calls.refused?.includes(1) === true) return undecidedDecision;
      const functionOf = functionReader(calls, 'counter', FUNCTIONS);
      return decideIncrements(calls, start, {
        isRead: (call) => functionOf(call) === 1,
        amount(call) {
          const output = calls.output[call] as number;
          const told = functionOf(call) === 1 && output !== absent ? output : (calls.input[call] as number);
          return number(calls.values.valueOf(told));
        },
      });
    },
  };
}
