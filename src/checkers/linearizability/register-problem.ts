// The search problem for registers: a state is the number of a value, and which calls need or leave a value is known
// ahead. Calls of unknown outcome whose value nobody can need any more are taken out here.

import { shownValue } from '../../history/shown-value.ts';
import { NEVER } from './call-columns.ts';
import {
  EFFECT_CHANGE,
  EFFECT_NONE,
  EFFECT_OVERWRITE,
  IMPOSSIBLE,
  OPTIONAL,
  REQUIRED,
  UNKNOWN,
} from './codes.ts';
import type { Problem } from './problem.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import { lastNeeds, stateKnowledge } from './state-knowledge.ts';
import { timeline } from './timeline.ts';

/** The problem of a register's calls; those with a 1 in `optional` may have taken effect before the first event. */
export function registerProblem(calls: RegisterCalls, optional?: Uint8Array): Problem {
  const last = lastNeeds(calls, calls.values.size);
  const { misses } = calls;
  // A refusal is explained by any other value, so that until the last of them every value may be of use.
  const lastRefusal = misses === null ? -1 : lastCompletion(calls, misses);
  for (let value = 0; value < last.length; value++) {
    last[value] = Math.max(last[value] as number, lastRefusal);
  }
  const kept: number[] = [];
  const end: number[] = [];
  for (let call = 0; call < calls.count; call++) {
    const completed = calls.completed[call] as number;
    const expires = completed === NEVER ? (last[calls.gives[call] as number] as number) : completed;
    if (expires < (calls.invoked[call] as number)) continue;
    kept.push(call);
    end.push(expires);
  }
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (call) => column[call] as number);
  const needs = pick(calls.needs);
  const gives = pick(calls.gives);
  const required = Uint8Array.from(kept, (call) =>
    calls.completed[call] === NEVER ? UNKNOWN : optional?.[call] === 1 ? OPTIONAL : REQUIRED,
  );
  const time = timeline({
    count: kept.length,
    invoked: pick(calls.invoked),
    end: Int32Array.from(end),
    required,
  });
  const effect = new Uint8Array(kept.length);
  const kind = new Int32Array(kept.length);
  const kinds = new Map<number, number>();
  const missed = misses === null ? null : pick(misses);
  const width = calls.values.size + 1;
  for (let call = 0; call < kept.length; call++) {
    const need = needs[call] as number;
    const give = gives[call] as number;
    effect[call] = give === NONE ? EFFECT_NONE : need === NONE ? EFFECT_OVERWRITE : EFFECT_CHANGE;
    // A refusal neither needs nor gives; it takes the numbers below those of the others.
    const miss = missed === null ? NONE : (missed[call] as number);
    const what = miss === NONE ? (need + 1) * width + give + 1 : -1 - miss;
    let number = kinds.get(what);
    if (number === undefined) kinds.set(what, (number = kinds.size));
    kind[call] = number;
  }
  return {
    count: kept.length,
    ...time,
    required,
    kind,
    kinds: kinds.size,
    inexhaustible: false,
    effect,
    initial: 0,
    next(state, call) {
      const need = needs[call] as number;
      if (need !== NONE && need !== state) return IMPOSSIBLE;
      if (missed !== null && missed[call] === state) return IMPOSSIBLE;
      const give = gives[call] as number;
      return give === NONE ? state : give;
    },
    knowledge: stateKnowledge({ needs, gives, required, lastPosition: last }, time),
    lookahead: null,
    describeState: (state) => shownValue(calls.values.valueOf(state)),
  };
}

/** The last row at which a refused call completed. */
function lastCompletion({ count, completed }: RegisterCalls, misses: Int32Array): number {
  let last = -1;
  for (let call = 0; call < count; call++) {
    if (misses[call] !== NONE) last = Math.max(last, completed[call] as number);
  }
  return last;
}
