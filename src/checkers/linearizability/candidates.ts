// Which call to place next at a call's end, best first, and which placements cannot lead anywhere.
//
// Only one of several calls of one kind that are open and equally due needs trying: the one with the earliest deadline.
// If a linearization places another of them here, exchanging the two keeps it one, since both are open now and the one
// left over has the later deadline.

import { EFFECT_CHANGE, EFFECT_NONE, EFFECT_OVERWRITE, IMPOSSIBLE, REQUIRED } from './codes.ts';
import type { Cursor } from './cursor.ts';
import type { Problem } from './problem.ts';

export interface Candidates {
  /** Fills `calls` for the cursor's configuration, worst first; how many, or -1 when it cannot lead anywhere. */
  collect(afterWaste: boolean): number;
  readonly calls: Int32Array;
  /** Whether, at its last chance, placing a call looks better than letting it go. */
  prefers(call: number): boolean;
}

/** How far the search looks for the next call that needs a value. */
const LOOKAHEAD_CALLS = 64;

export function candidates(problem: Problem, here: Cursor): Candidates {
  const { kind, deadline, effect, knowledge, events, slot, next, lookahead } = problem;
  const calls = new Int32Array(problem.slots);
  const after = new Int32Array(problem.slots);
  const score = new Float64Array(problem.slots);
  // Stamped with the collection's number instead of being cleared: one entry per kind, due and not.
  const kindStamp = new Float64Array(problem.kinds * 2);
  const kindEntry = new Int32Array(problem.kinds * 2);
  const states = knowledge?.needers.length ?? 0;
  const producerStamp = new Float64Array(states);
  let stamp = 0;
  let count = 0;
  const reads = lookahead === null ? null : requiredReads(problem);
  const invocation = invocations(problem);

  /** Every available call that changes the state, one of each kind; notes which values can be produced. */
  const gather = (): void => {
    const hides = here.hasHideable();
    for (let word = 0; word < here.available.length; word++) {
      for (let rest = here.available[word] as number; rest !== 0; rest &= rest - 1) {
        const call = here.callInSlot[(word << 5) + 31 - Math.clz32(rest & -rest)] as number;
        if (knowledge !== null) producerStamp[knowledge.gives[call] as number] = stamp;
        const state = next(here.state, call);
        if (state === IMPOSSIBLE) continue;
        // Without a change of state only an overwrite is of use, and only to hide due calls behind it.
        if (state === here.state && !(effect[call] === EFFECT_OVERWRITE && hides)) continue;
        const slotKind = (kind[call] as number) * 2 + (here.isDue(call) ? 1 : 0);
        if (kindStamp[slotKind] === stamp) {
          const entry = kindEntry[slotKind] as number;
          if ((deadline[call] as number) < (deadline[calls[entry] as number] as number)) calls[entry] = call;
          continue;
        }
        kindStamp[slotKind] = stamp;
        kindEntry[slotKind] = count;
        calls[count] = call;
        after[count++] = state;
      }
    }
  };

  const producible = (state: number, before: number): boolean =>
    producerStamp[state] === stamp || firstFrom(knowledge?.producers[state], here.event) < before;

  /** Some due call needs a value that nothing can produce in time. */
  const starved = (): boolean => {
    if (knowledge === null) return false;
    for (let word = 0; word < here.due.length; word++) {
      for (let rest = here.due[word] as number; rest !== 0; rest &= rest - 1) {
        const call = here.callInSlot[(word << 5) + 31 - Math.clz32(rest & -rest)] as number;
        const need = knowledge.needs[call] as number;
        if (need < 0 || need === here.state) continue;
        if (!producible(need, deadline[call] as number)) return true;
      }
    }
    return false;
  };

  /** Deadline of the first required call that still needs a state, `skip` excepted; Infinity when far or none. */
  const neededBy = (state: number, skip: number): number => {
    const list = knowledge?.needers[state];
    if (list === undefined) return Infinity;
    let at = firstByDeadline(list, deadline, here.event);
    for (const end = Math.min(list.length, at + LOOKAHEAD_CALLS); at < end; at++) {
      const call = list[at] as number;
      if (call === skip) continue;
      // Open calls that are no longer due have found the state already.
      const open = here.callInSlot[slot[call] as number] === call;
      if (!open || here.isDue(call)) return deadline[call] as number;
    }
    return Infinity;
  };

  /** Leaving this state for good while a required call needs it: nothing can bring it back in time. */
  const abandons = (call: number): boolean => {
    if (knowledge === null) return false;
    const needed = neededBy(here.state, call);
    return needed !== Infinity && !producible(here.state, needed);
  };

  /** Whether a read can no longer be explained once `placed` has led to a state: not from there, nor by an overwrite. */
  const outOfReach = (state: number, read: number, placed: number): boolean => {
    if (lookahead === null || lookahead.mayLead(state, read)) return false;
    for (const call of lookahead.overwritesFor(read)) {
      if (call === placed) continue;
      const at = slot[call] as number;
      const isOpen = here.callInSlot[at] === call && (deadline[call] as number) >= here.event;
      const usable = isOpen
        ? ((here.available[at >> 5] as number) & (1 << (at & 31))) !== 0
        : (invocation[call] as number) >= here.event &&
          (invocation[call] as number) < (deadline[read] as number);
      if (usable) return false;
    }
    return true;
  };

  /** No sequence of calls leads from a state to some read that must still come; looks at a few, near and far. */
  const leadsNowhere = (state: number, placed: number): boolean => {
    if (reads === null) return false;
    const from = reads.firstAt[here.event] as number;
    const last = reads.calls.length - 1;
    for (let ahead = 0; from + ahead <= last; ahead = ahead * 2 + 1) {
      if (outOfReach(state, reads.calls[from + ahead] as number, placed)) return true;
    }
    if (from <= last && outOfReach(state, reads.calls[last] as number, placed)) return true;
    for (let word = 0; word < here.due.length; word++) {
      for (let rest = here.due[word] as number; rest !== 0; rest &= rest - 1) {
        const call = here.callInSlot[(word << 5) + 31 - Math.clz32(rest & -rest)] as number;
        if (effect[call] === EFFECT_NONE && outOfReach(state, call, placed)) return true;
      }
    }
    return false;
  };

  /** Smaller is better: first what lets the pending call take effect, then the state that is needed soonest. */
  const rate = (entry: number, pending: number): number => {
    const call = calls[entry] as number;
    const settles =
      call === pending ||
      (effect[pending] === EFFECT_OVERWRITE && effect[call] === EFFECT_OVERWRITE) ||
      (effect[pending] === EFFECT_NONE && next(after[entry] as number, pending) !== IMPOSSIBLE);
    const soon = Math.min(neededBy(after[entry] as number, call), 2 ** 30);
    const own = here.isDue(call) ? (deadline[call] as number) / 2 ** 31 : 1;
    return (settles ? 0 : 2 ** 31) + soon + own;
  };

  const collect = (afterWaste: boolean): number => {
    stamp++;
    count = 0;
    const pending = (events[here.event] as number) >> 1;
    gather();
    if (starved()) return -1;
    let kept = 0;
    for (let entry = 0; entry < count; entry++) {
      const call = calls[entry] as number;
      // The call before was placed for nothing if an overwrite comes straight after it: see `search`.
      if (afterWaste && effect[call] === EFFECT_OVERWRITE) continue;
      if (leadsNowhere(after[entry] as number, call)) continue;
      if (after[entry] !== here.state && abandons(call)) continue;
      calls[kept] = call;
      after[kept] = after[entry] as number;
      kept++;
    }
    for (let entry = 0; entry < kept; entry++) score[entry] = rate(entry, pending);
    sortWorstFirst(calls, after, score, kept);
    return kept;
  };
  /** Whether the last chance to place a call should be taken first: what it leaves has no other producer in time. */
  const prefers = (call: number): boolean => {
    if (knowledge === null) return false;
    const state = knowledge.gives[call] as number;
    const needed = neededBy(state, call);
    if (needed === Infinity || firstFrom(knowledge.producers[state], here.event) < needed) return false;
    return neededBy(here.state, call) > needed;
  };
  return { calls, collect, prefers };
}

/** Insertion sort of a few entries by falling score. */
function sortWorstFirst(calls: Int32Array, after: Int32Array, score: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const call = calls[i] as number;
    const state = after[i] as number;
    const own = score[i] as number;
    let at = i - 1;
    for (; at >= 0 && (score[at] as number) < own; at--) {
      calls[at + 1] = calls[at] as number;
      after[at + 1] = after[at] as number;
      score[at + 1] = score[at] as number;
    }
    calls[at + 1] = call;
    after[at + 1] = state;
    score[at + 1] = own;
  }
}

/** The first element at or after `from` in an ascending list, or Infinity. */
function firstFrom(list: Int32Array | undefined, from: number): number {
  if (list === undefined) return Infinity;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return list[low] ?? Infinity;
}

/** Index of the first call whose deadline is at or after `from`. */
function firstByDeadline(list: Int32Array, deadline: Int32Array, from: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((deadline[list[middle] as number] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Required calls that never change the state, by invocation; per event, which of them is the first at or after it. */
function requiredReads(problem: Problem): {
  readonly calls: readonly number[];
  readonly firstAt: Int32Array;
} {
  const { events, effect, required } = problem;
  const calls: number[] = [];
  const firstAt = new Int32Array(events.length + 1);
  for (let event = 0; event < events.length; event++) {
    firstAt[event] = calls.length;
    const entry = events[event] as number;
    const call = entry >> 1;
    if ((entry & 1) === 0 && effect[call] === EFFECT_NONE && required[call] === REQUIRED) calls.push(call);
  }
  firstAt[events.length] = calls.length;
  return { calls, firstAt };
}

/** Per call, the event at which it is invoked. */
function invocations({ count, events }: Problem): Int32Array {
  const invocation = new Int32Array(count);
  for (let event = 0; event < events.length; event++) {
    const entry = events[event] as number;
    if ((entry & 1) === 0) invocation[entry >> 1] = event;
  }
  return invocation;
}

/** Whether a call, once placed, was of use only to those who see the state it leaves. */
export function onlyForOthers(problem: Problem, here: Cursor, call: number): boolean {
  const effect = problem.effect[call] as number;
  return effect === EFFECT_OVERWRITE || (effect === EFFECT_CHANGE && !here.isDue(call));
}
