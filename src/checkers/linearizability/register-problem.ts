// The search problem for registers: a state is the number of a value, and which calls need or leave a value is known
// ahead. Calls of unknown outcome whose value nobody can need any more are taken out here.

import { NEVER } from './calls.ts';
import {
  EFFECT_CHANGE,
  EFFECT_NONE,
  EFFECT_OVERWRITE,
  IMPOSSIBLE,
  type Problem,
  type RegisterKnowledge,
  type Timeline,
  timeline,
} from './problem.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';

/**
 * Per value, the last position at which anything can need it: completions of calls that must find it, and, for a
 * compare-and-set of unknown outcome from it, the last need for what that leaves. An optional call that leaves the value
 * after this position changes nothing that anybody sees before the next overwrite, so taking it out of a linearization
 * leaves one: it is enough to look at linearizations without it.
 */
function lastNeeds(calls: RegisterCalls): Int32Array {
  const last = new Int32Array(calls.values.size).fill(-1);
  const optionals = new Map<number, number[]>();
  for (let call = 0; call < calls.count; call++) {
    const need = calls.needs[call] as number;
    if (need === NONE) continue;
    const completed = calls.completed[call] as number;
    if (completed !== NEVER) {
      last[need] = Math.max(last[need] as number, completed);
    } else {
      const give = calls.gives[call] as number;
      const sources = optionals.get(give);
      if (sources === undefined) optionals.set(give, [need]);
      else sources.push(need);
    }
  }
  const pending = [...optionals.keys()];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const source of optionals.get(value) ?? []) {
      if ((last[source] as number) >= (last[value] as number)) continue;
      last[source] = last[value] as number;
      pending.push(source);
    }
  }
  return last;
}

/** The problem of a register's calls. */
export function registerProblem(calls: RegisterCalls): Problem {
  const last = lastNeeds(calls);
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
  const required = Uint8Array.from(kept, (call) => (calls.completed[call] === NEVER ? 0 : 1));
  const time = timeline({
    count: kept.length,
    invoked: pick(calls.invoked),
    end: Int32Array.from(end),
    required,
  });
  const effect = new Uint8Array(kept.length);
  const kind = new Int32Array(kept.length);
  const kinds = new Map<number, number>();
  const width = calls.values.size + 1;
  for (let call = 0; call < kept.length; call++) {
    const need = needs[call] as number;
    const give = gives[call] as number;
    effect[call] = give === NONE ? EFFECT_NONE : need === NONE ? EFFECT_OVERWRITE : EFFECT_CHANGE;
    const pair = (need + 1) * width + give + 1;
    let number = kinds.get(pair);
    if (number === undefined) kinds.set(pair, (number = kinds.size));
    kind[call] = number;
  }
  return {
    count: kept.length,
    ...time,
    required,
    kind,
    kinds: kinds.size,
    effect,
    initial: 0,
    next(state, call) {
      const need = needs[call] as number;
      if (need !== NONE && need !== state) return IMPOSSIBLE;
      const give = gives[call] as number;
      return give === NONE ? state : give;
    },
    register: knowledge(needs, gives, required, time, last),
    lookahead: null,
    describeState: (state) => JSON.stringify(calls.values.valueOf(state)),
  };
}

function knowledge(
  needs: Int32Array,
  gives: Int32Array,
  required: Uint8Array,
  { events, positionOf }: Timeline,
  lastPosition: Int32Array,
): RegisterKnowledge {
  const size = lastPosition.length;
  const needers: number[][] = Array.from({ length: size }, () => []);
  const producers: number[][] = Array.from({ length: size }, () => []);
  for (let event = 0; event < events.length; event++) {
    const call = (events[event] as number) >> 1;
    const ends = ((events[event] as number) & 1) === 1;
    const need = needs[call] as number;
    const give = gives[call] as number;
    // Events are in time order, so needers come by deadline and producers by invocation.
    if (ends && need !== NONE && required[call] === 1) needers[need]?.push(call);
    if (!ends && give !== NONE) producers[give]?.push(event);
  }
  const columns = (lists: readonly number[][]): Int32Array[] => lists.map((list) => Int32Array.from(list));
  const lastNeed = lastPosition.map((position) => lastEventAt(events.length, positionOf, position));
  return { needs, gives, needers: columns(needers), producers: columns(producers), lastNeed };
}

/** The last event at or before a position in the history, or -1. */
function lastEventAt(events: number, positionOf: (event: number) => number, position: number): number {
  let low = 0;
  let high = events;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(middle) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
