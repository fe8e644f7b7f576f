// Makes a violation readable: the longest prefix of the history that is linearizable, the operation that could not
// follow it, what was open at that moment, and what the object can have held. Prefixes of linearizable histories are
// linearizable, so the end of the longest one is found by halving.

import { type Call, NEVER, prefixOf } from './calls.ts';
import { type Conflict, type Judgement, judge } from './judge.ts';
import type { Model } from './model.ts';
import { registerFunction } from './models/register.ts';
import type { SearchLimits } from './search.ts';

export interface Explanation {
  /** Position in the history of the completion that could not follow; everything before it is linearizable. */
  readonly end: number;
  /** False when the limits ran out first: then the prefix before `end` may already be in violation. */
  readonly exact: boolean;
  /** The call that ends there. */
  readonly call: Call;
  /** Calls open at that moment: invoked before it, and completed later or never. */
  readonly open: readonly Call[];
  readonly states: readonly string[];
  readonly conflict: Conflict | null;
}

/** Explains the violation that `found` reports of these calls. */
export function explain(
  calls: readonly Call[],
  model: Model,
  found: Judgement & { readonly kind: 'violation' },
  limits: SearchLimits,
): Explanation {
  const ends = calls.filter((call) => call.completed !== NEVER).sort((a, b) => a.completed - b.completed);
  // ends[high] is known to be too far; everything before ends[low] is known to be linearizable.
  let high = ends.length - 1;
  while (high > 0 && (ends[high - 1] as Call).completed >= found.within) high--;
  let low = 0;
  while (low < high && (ends[low] as Call).completed < found.reached) low++;
  let last = found;
  let exact = true;
  // A search stops where no order gets any further, which is nearly always the end sought: try that first.
  // Where the violation shows by a given end, nothing before that end is likely to be one.
  let middle =
    found.reached >= 0 ? low : found.within !== NEVER ? Math.max(low, high - 1) : (low + high) >> 1;
  while (low < high) {
    const outcome = judge(prefixOf(calls, (ends[middle] as Call).completed), model, limits);
    if (outcome.kind === 'unknown') {
      exact = false;
      break;
    }
    if (outcome.kind === 'linearizable') low = middle + 1;
    else {
      high = middle;
      last = outcome;
    }
    middle = (low + high) >> 1;
  }
  const call = ends[high] as Call;
  const end = call.completed;
  const open = calls.filter((other) => other !== call && other.invoked < end && other.completed > end);
  const isRegister = model.name === 'register' || model.name === 'cas-register';
  const states = isRegister
    ? statesBefore(calls, call, model, limits)
    : last.reached === end
      ? last.states
      : [];
  return { end, exact, call, open, states, conflict: last.conflict };
}

const STATES_TRIED = 12;
const MILLISECONDS_PER_STATE = 200;

/** What a register can have held just before a completion: values that one more read there could have returned. */
function statesBefore(
  calls: readonly Call[],
  failed: Call,
  model: Model,
  limits: SearchLimits,
): readonly string[] {
  const end = failed.completed;
  const before = prefixOf(calls, end - 1);
  const values = new Map([[JSON.stringify(model.initial), model.initial]]);
  for (let at = before.length - 1; at >= 0 && values.size < STATES_TRIED; at--) {
    const { f, input } = before[at] as Call;
    if (registerFunction(f) === 'read') continue;
    const value = registerFunction(f) === 'cas' && Array.isArray(input) ? (input[1] ?? null) : input;
    values.set(JSON.stringify(value), value);
  }
  const possible: string[] = [];
  for (const [shown, output] of values) {
    // The read's invocation and completion both fall between the last event before `end` and `end`.
    const read: Call = { f: 'read', input: null, output, invoked: end, completed: end + 1 };
    const deadlineMs = Math.min(limits.deadlineMs, performance.now() + MILLISECONDS_PER_STATE);
    if (judge([...before, read], model, { ...limits, deadlineMs }).kind === 'linearizable')
      possible.push(shown);
  }
  return possible;
}
