// Invocations and ends of calls in order, and a slot for each call while it is open.

import { NEVER } from './call-columns.ts';
import { UNKNOWN } from './codes.ts';

/** Times of calls; an end of NEVER has no event. `end` may lie after the completion, for calls kept as optional. */
export interface CallTimes {
  readonly count: number;
  readonly invoked: Int32Array;
  readonly end: Int32Array;
  readonly required: Uint8Array;
}

export interface Timeline {
  readonly events: Int32Array;
  readonly deadline: Int32Array;
  readonly slot: Int32Array;
  readonly slots: number;
  readonly positionOf: (event: number) => number;
}

/** Puts invocations and ends in order and gives each call a slot that is free while it is open. */
export function timeline({ count, invoked, end, required }: CallTimes): Timeline {
  // A call of unknown outcome ends together with a completed one, just after it: odd times are those.
  const stamps: number[] = [];
  const scale = count + 1;
  for (let call = 0; call < count; call++) {
    stamps.push((invoked[call] as number) * 2 * scale + call);
    const at = end[call] as number;
    if (at !== NEVER) stamps.push((at * 2 + (required[call] === UNKNOWN ? 1 : 0)) * scale + call);
  }
  const order = Float64Array.from(stamps).sort();
  const events = new Int32Array(order.length);
  const positions = new Int32Array(order.length);
  const deadline = new Int32Array(count).fill(order.length);
  const slot = new Int32Array(count).fill(-1);
  const free: number[] = [];
  let slots = 0;
  for (let event = 0; event < order.length; event++) {
    const stamp = order[event] as number;
    const call = stamp % scale;
    positions[event] = Math.floor(stamp / scale / 2);
    if (slot[call] === -1) {
      events[event] = call * 2;
      slot[call] = free.pop() ?? slots++;
    } else {
      events[event] = call * 2 + 1;
      deadline[call] = event;
      free.push(slot[call] as number);
    }
  }
  return { events, deadline, slot, slots, positionOf: (event) => positions[event] ?? -1 };
}
