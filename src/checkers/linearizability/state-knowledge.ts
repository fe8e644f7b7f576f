// Who needs which state and who leaves it, known ahead: a register's values, a lock's two states, strings whose parts
// tell where they were appended.

import { NEVER } from './call-columns.ts';
import { REQUIRED } from './codes.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import type { Timeline } from './timeline.ts';

/**
 * Which states calls need and leave, where that is known before the search; lets it look ahead. A call whose state left is
 * not known leaves none that any call needs.
 */
export interface StateKnowledge {
  /** Per call: the state it must find, or -1. */
  readonly needs: Int32Array;
  /** Per call: the state it leaves whenever it takes effect, or -1. */
  readonly gives: Int32Array;
  /** Per state, required calls that need it, by deadline. */
  readonly needers: readonly Int32Array[];
  /** Per state, positions among the events at which a call that leaves it is invoked, ascending. */
  readonly producers: readonly Int32Array[];
  /** Per state, the last event at which anything can need it. */
  readonly lastNeed: Int32Array;
}

/**
 * Per state, the last position at which anything can need it: completions of calls that must find it, and, for a
 * compare-and-set of unknown outcome from it, the last need for what that leaves. An optional call that leaves the state
 * after this position changes nothing that anybody sees before the next overwrite, so taking it out of a linearization
 * leaves one: it is enough to look at linearizations without it.
 */
export function lastNeeds(
  calls: Pick<RegisterCalls, 'count' | 'needs' | 'gives' | 'completed'>,
  states: number,
): Int32Array {
  const last = new Int32Array(states).fill(-1);
  const optionals = new Map<number, number[]>();
  for (let call = 0; call < calls.count; call++) {
    const need = calls.needs[call] as number;
    if (need === NONE) continue;
    const completed = calls.completed[call] as number;
    if (completed !== NEVER) {
      last[need] = Math.max(last[need] as number, completed);
    } else {
      const give = calls.gives[call] as number;
      if (give === NONE) continue;
      const sources = optionals.get(give);
      if (sources === undefined) optionals.set(give, [need]);
      else sources.push(need);
    }
  }
  const pending = [...optionals.keys()];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const source of optionals.get(state) ?? []) {
      if ((last[source] as number) >= (last[state] as number)) continue;
      last[source] = last[state] as number;
      pending.push(source);
    }
  }
  return last;
}

/** What `stateKnowledge` starts from; columns per call as in the result, last positions per state from `lastNeeds`. */
export interface KnownStates {
  readonly needs: Int32Array;
  readonly gives: Int32Array;
  readonly required: Uint8Array;
  readonly lastPosition: Int32Array;
}

/** Sorts out who needs and who produces each state, and when. */
export function stateKnowledge(
  { needs, gives, required, lastPosition }: KnownStates,
  { events, positionOf }: Timeline,
): StateKnowledge {
  const size = lastPosition.length;
  const needers: number[][] = Array.from({ length: size }, () => []);
  const producers: number[][] = Array.from({ length: size }, () => []);
  for (let event = 0; event < events.length; event++) {
    const call = (events[event] as number) >> 1;
    const ends = ((events[event] as number) & 1) === 1;
    const need = needs[call] as number;
    const give = gives[call] as number;
    // Events are in time order, so needers come by deadline and producers by invocation.
    if (ends && need !== NONE && required[call] === REQUIRED) needers[need]?.push(call);
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
