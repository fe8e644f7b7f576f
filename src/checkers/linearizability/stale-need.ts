// Finds, in one pass, the plainest violations of registers: a call needs a value that nothing can have written, or that
// was certainly replaced before the call began and not written again.

import { REQUIRED } from './codes.ts';
import type { Problem } from './problem.ts';
import { NONE } from './register-calls.ts';

export interface StaleNeed {
  /** The event that ends the call in need. */
  readonly event: number;
  readonly state: number;
  /** Whether the value was there at all. */
  readonly written: boolean;
}

/**
 * The first call, by its end, whose value every writer had written by some moment, after which a whole call saw or wrote
 * another value before this one began. Null where there is none, which proves nothing.
 */
export function findStaleNeed({ events, deadline, required, knowledge, initial }: Problem): StaleNeed | null {
  if (knowledge === null) return null;
  const { needs, gives } = knowledge;
  const count = deadline.length;
  // Per state, the latest end of a call invoked so far that leaves it; the initial state is left before everything.
  const writtenBy = new Float64Array(knowledge.needers.length).fill(Number.NEGATIVE_INFINITY);
  writtenBy[initial] = -1;
  // Of the required calls that have ended: latest invocation of one that touched a state, and of one that touched another.
  const first = { state: NONE, invoked: -1 };
  const second = { state: NONE, invoked: -1 };
  const touch = (state: number, invoked: number): void => {
    if (state === NONE) return;
    if (state === first.state) first.invoked = Math.max(first.invoked, invoked);
    else if (invoked > first.invoked) {
      Object.assign(second, first);
      Object.assign(first, { state, invoked });
    } else if (invoked > second.invoked) Object.assign(second, { state, invoked });
  };
  const invocation = new Int32Array(count);
  // Per call, the latest invocation of a call that ended before it began and touched another state than it needs.
  const otherSince = new Int32Array(count).fill(-1);
  for (let event = 0; event < events.length; event++) {
    const entry = events[event] as number;
    const call = entry >> 1;
    const need = needs[call] as number;
    const give = gives[call] as number;
    if ((entry & 1) === 0) {
      invocation[call] = event;
      otherSince[call] = need === first.state ? second.invoked : first.invoked;
      if (give !== NONE) writtenBy[give] = Math.max(writtenBy[give] as number, deadline[call] as number);
      continue;
    }
    if (required[call] !== REQUIRED) continue;
    const written = need === NONE ? Number.POSITIVE_INFINITY : (writtenBy[need] as number);
    if (written === Number.NEGATIVE_INFINITY) return { event, state: need, written: false };
    if (written < (otherSince[call] as number)) return { event, state: need, written: true };
    touch(need, invocation[call] as number);
    touch(give, invocation[call] as number);
  }
  return null;
}
