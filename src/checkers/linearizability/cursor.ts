// Where the search stands in the history and in what configuration; walks events forwards and back.
//
// A configuration is: the event reached, the state, and for each open call two bits.
//   due        it must still take effect before it ends
//   available  it may still be placed to change the state
// A required call starts as both, one of unknown outcome as available only, one that never changes the state as due only.
// A required call that is no longer due but still available has a moment behind it at which it can have taken effect
// without anybody noticing; until it ends it may be placed for its effect instead.

import { EFFECT_NONE, EFFECT_OVERWRITE, EFFECT_TOTAL, REQUIRED, UNKNOWN } from './codes.ts';
import type { Problem } from './problem.ts';

/** Why `advance` stopped: the history's end; a call ends that is due; one ends that may be placed or let go. */
export type Stop = 'end' | 'due' | 'last-chance';

export interface Cursor {
  /** Next event to be taken. */
  event: number;
  state: number;
  readonly due: Int32Array;
  readonly available: Int32Array;
  /** The call in each slot, of those open at this event. */
  readonly callInSlot: Int32Array;
  /** Takes events until one leaves a choice. */
  advance(): Stop;
  /** Goes back to an event; the caller restores state and bits. */
  rewind(event: number): void;
  /** Places an available call here and now; true when that made other due calls take effect with it. */
  place(call: number): boolean;
  isDue(call: number): boolean;
  /** Whether a call is due that could take effect unseen just before an overwrite. */
  hasHideable(): boolean;
  /** Makes an open call due, to be placed for its effect. */
  demand(call: number): void;
  /** Gives up placing an open call that is not due. */
  letGo(call: number): void;
}

/** A cursor before the first event. */
export function cursor(problem: Problem): Cursor {
  const { events, slot, required, effect, next, knowledge } = problem;
  const words = Math.max(1, (problem.slots + 31) >> 5);
  const due = new Int32Array(words);
  const available = new Int32Array(words);
  // Open calls that are possible in every state; depends on the event alone.
  const total = new Int32Array(words);
  const callInSlot = new Int32Array(problem.slots).fill(-1);

  const invoke = (call: number): void => {
    const at = slot[call] as number;
    const word = at >> 5;
    const bit = 1 << (at & 31);
    callInSlot[at] = call;
    const how = effect[call] as number;
    if (how === EFFECT_OVERWRITE || how === EFFECT_TOTAL) (total[word] as number) |= bit;
    if (how !== EFFECT_NONE) (available[word] as number) |= bit;
    if (required[call] === REQUIRED && next(here.state, call) !== here.state) (due[word] as number) |= bit;
  };

  // Lets every due call that would leave the state as it is take effect at once. A call that never changes the state is
  // done with: taking it now denies nothing to anybody. Another one stays available: it may be counted as placed here,
  // or be placed later if that is of use; both are the same call placed once.
  const absorb = (): boolean => {
    let absorbed = false;
    for (let word = 0; word < words; word++) {
      for (let rest = due[word] as number; rest !== 0; rest &= rest - 1) {
        const bit = rest & -rest;
        const call = callInSlot[(word << 5) + 31 - Math.clz32(bit)] as number;
        if (next(here.state, call) !== here.state) continue;
        (due[word] as number) &= ~bit;
        absorbed = true;
      }
    }
    return absorbed;
  };

  // Whatever is possible in every state can have taken effect just before an overwrite, seen by nobody.
  const hideTotal = (): void => {
    for (let word = 0; word < words; word++) (due[word] as number) &= ~(total[word] as number);
  };

  // The state a call leaves is of use only while something can still need it.
  const stillWanted = (call: number): boolean =>
    knowledge === null || (knowledge.lastNeed[knowledge.gives[call] as number] as number) > here.event;

  // At its end, a call that is not due: can it still be of use to place it, perhaps after others?
  const isLastChance = (call: number): boolean => {
    if (effect[call] === EFFECT_OVERWRITE && next(here.state, call) === here.state) {
      // Placed here it changes nothing and hides the rest. To leave this state and come back can only serve due calls.
      hideTotal();
      if (due.every((word) => word === 0)) return false;
    }
    return stillWanted(call);
  };

  const here: Cursor = {
    event: 0,
    state: problem.initial,
    due,
    available,
    callInSlot,
    isDue(call) {
      const at = slot[call] as number;
      return ((due[at >> 5] as number) & (1 << (at & 31))) !== 0;
    },
    hasHideable() {
      for (let word = 0; word < words; word++) {
        if (((due[word] as number) & (total[word] as number)) !== 0) return true;
      }
      return false;
    },
    demand(call) {
      const at = slot[call] as number;
      (due[at >> 5] as number) |= 1 << (at & 31);
    },
    letGo(call) {
      const at = slot[call] as number;
      (available[at >> 5] as number) &= ~(1 << (at & 31));
    },
    advance() {
      for (; here.event < events.length; here.event++) {
        const entry = events[here.event] as number;
        const call = entry >> 1;
        if ((entry & 1) === 0) {
          invoke(call);
          continue;
        }
        const at = slot[call] as number;
        const word = at >> 5;
        const bit = 1 << (at & 31);
        if (((due[word] as number) & bit) !== 0) return 'due';
        if (((available[word] as number) & bit) !== 0 && required[call] !== UNKNOWN && isLastChance(call)) {
          return 'last-chance';
        }
        (available[word] as number) &= ~bit;
        (total[word] as number) &= ~bit;
      }
      return 'end';
    },
    rewind(event) {
      while (here.event > event) {
        const entry = events[--here.event] as number;
        const call = entry >> 1;
        const at = slot[call] as number;
        const bit = 1 << (at & 31);
        const how = effect[call] as number;
        if ((entry & 1) === 0) {
          callInSlot[at] = -1;
          (total[at >> 5] as number) &= ~bit;
        } else {
          callInSlot[at] = call;
          if (how === EFFECT_OVERWRITE || how === EFFECT_TOTAL) (total[at >> 5] as number) |= bit;
        }
      }
    },
    place(call) {
      const at = slot[call] as number;
      const bit = 1 << (at & 31);
      here.state = next(here.state, call);
      if (required[call] !== UNKNOWN || !problem.inexhaustible) (available[at >> 5] as number) &= ~bit;
      (due[at >> 5] as number) &= ~bit;
      if (effect[call] === EFFECT_OVERWRITE) hideTotal();
      return absorb();
    },
  };
  return here;
}
