// The search for a linearization: Wing and Gong, "Testing and Verifying Concurrent Objects" (JPDC 17, 1993), with the
// memory of configurations of Lowe, "Testing for Linearizability" (CCPE 29(4), 2017), in depth-first order.
//
// Calls are placed as late as possible: events are taken one after another, and only at the end of a call that has not
// taken effect is there a choice, namely which open call to place next, until the ending call has taken effect. That loses
// nothing: in any linearization, moving each call back to the next end that waits for it, in the same order, keeps it one.
// A call that has a moment behind it at which it went unnoticed (see `cursor`) is not waited for; at its end it is
// either let go, or placed for its effect, after whatever has to come before it.
//
// A placement is wasted when its call was placed for its state alone, nothing took effect in that state, and an overwrite
// comes next at the same event: without it the same overwrite leads to the same state with one more call available.

import { candidates, onlyForOthers } from './candidates.ts';
import { configurations } from './configurations.ts';
import { cursor, type Stop } from './cursor.ts';
import type { Problem } from './problem.ts';

/** When to give up. */
export interface SearchLimits {
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly memoryBytes: number;
}

export type SearchOutcome =
  | { readonly kind: 'linearizable'; readonly explored: number }
  | {
      readonly kind: 'violation';
      readonly explored: number;
      /** The furthest event that some order of calls reached and none passed. */
      readonly event: number;
      /** States the object could be in before it. */
      readonly states: readonly number[];
    }
  | {
      readonly kind: 'unknown';
      readonly explored: number;
      readonly limit: 'time' | 'memory';
      /** The furthest event reached. */
      readonly event: number;
    }
  | {
      readonly kind: 'stuck';
      readonly explored: number;
      /** The furthest event reached so far. */
      readonly event: number;
    };

/** A search that can be left and taken up again. */
export interface Search {
  /** Goes on until the answer or a limit, or, with `stuck`, until that many steps have brought it no further. */
  run(limits: SearchLimits, patienceSteps: number): SearchOutcome;
}

const STEPS_BETWEEN_CLOCK_READS = 1024;
const STATES_SHOWN = 8;
/** What is held doubles and more while it grows. */
const SHARE_OF_MEMORY = 2.5;
/** Stands for letting the ending call go, among the calls to be tried. */
const LET_GO = -1;

/** Looks for an order of a problem's calls that explains them. */
export function createSearch(problem: Problem): Search {
  const here = cursor(problem);
  const { due, available } = here;
  const words = due.length;
  const memory = configurations(2 + 2 * words);
  const choice = candidates(problem, here);
  const stack = intStack();
  // Calls still to be tried, of all entries on the stack.
  const untried = intStack();
  let furthest = 0;
  let step = 0;
  let stepOfProgress = 0;
  let started = false;
  let wasted = false;
  // The ending call went unnoticed before, and is now to be placed all the same.
  let demanded = false;

  const stage = (): void => {
    memory.row[0] = here.event;
    memory.row[1] = here.state * 4 + (wasted ? 1 : 0) + (demanded ? 2 : 0);
    memory.row.set(due, 2);
    memory.row.set(available, 2 + words);
  };

  const restore = (entry: number): void => {
    here.rewind(memory.at(entry, 0));
    const packed = memory.at(entry, 1);
    here.state = packed >> 2;
    demanded = (packed & 2) !== 0;
    for (let word = 0; word < words; word++) {
      due[word] = memory.at(entry, 2 + word);
      available[word] = memory.at(entry, 2 + words + word);
    }
  };

  /** Remembers the configuration and, if it is new, lines up what can be placed in it. */
  const enter = (stop: Stop): void => {
    if (here.event > furthest) {
      furthest = here.event;
      stepOfProgress = step;
    }
    stage();
    const entry = memory.add();
    if (entry === -1) return;
    const count = choice.collect(wasted);
    if (count === -1) return;
    stack.push(entry);
    stack.push(untried.size());
    for (let i = 0; i < count; i++) untried.push(choice.calls[i] as number);
    if (stop === 'last-chance') {
      const ending = (problem.events[here.event] as number) >> 1;
      const best =
        count > 0 && choice.calls[count - 1] === ending && choice.prefers(ending) ? untried.pop() : LET_GO;
      untried.push(LET_GO);
      if (best !== LET_GO) untried.push(best);
    }
  };

  /** Carries out one choice at the end of `ending`; says where that leads. */
  const follow = (ending: number, call: number): Stop => {
    wasted = false;
    if (call === LET_GO) {
      if (problem.next(here.state, ending) === here.state) here.place(ending);
      else here.letGo(ending);
      return here.advance();
    }
    const waited = here.isDue(ending) && !demanded;
    const forOthers = onlyForOthers(problem, here, call);
    const absorbed = here.place(call);
    const unnoticed = call !== ending && problem.next(here.state, ending) === here.state;
    if (call === ending || unnoticed || (waited && !here.isDue(ending))) {
      demanded = false;
      const event = here.event;
      const stop = here.advance();
      wasted = forOthers && !absorbed && here.event === event;
      return stop;
    }
    if (!waited) {
      demanded = true;
      here.demand(ending);
    }
    wasted = forOthers && !absorbed;
    return 'due';
  };

  const limitReached = (limits: SearchLimits): 'time' | 'memory' | null => {
    if (performance.now() > limits.deadlineMs) return 'time';
    const bytes = memory.bytes + stack.bytes() + untried.bytes();
    return bytes * SHARE_OF_MEMORY > limits.memoryBytes ? 'memory' : null;
  };

  const run = (limits: SearchLimits, patienceSteps: number): SearchOutcome => {
    if (!started) {
      started = true;
      const stop = here.advance();
      if (stop === 'end') return { kind: 'linearizable', explored: 0 };
      enter(stop);
    }
    const giveUpAfter = Math.max(step, stepOfProgress) + patienceSteps;
    for (step++; stack.size() > 0; step++) {
      const explored = memory.count;
      if (step % STEPS_BETWEEN_CLOCK_READS === 0) {
        const limit = limitReached(limits);
        if (limit !== null) return { kind: 'unknown', explored, limit, event: furthest };
      }
      if (step > giveUpAfter && step > stepOfProgress + patienceSteps) {
        return { kind: 'stuck', explored, event: furthest };
      }
      if (untried.size() === stack.top()) {
        stack.pop();
        stack.pop();
        continue;
      }
      restore(stack.below());
      const stop = follow((problem.events[here.event] as number) >> 1, untried.pop());
      if (stop === 'end') return { kind: 'linearizable', explored: memory.count };
      enter(stop);
    }
    return { kind: 'violation', explored: memory.count, event: furthest, states: statesAt(furthest) };
  };

  const statesAt = (event: number): readonly number[] => {
    const states = new Set<number>();
    for (let entry = 0; entry < memory.count && states.size < STATES_SHOWN; entry++) {
      if (memory.at(entry, 0) === event) states.add(memory.at(entry, 1) >> 2);
    }
    return [...states];
  };

  return { run };
}

interface IntStack {
  push(value: number): void;
  pop(): number;
  top(): number;
  /** The element under the top. */
  below(): number;
  size(): number;
  bytes(): number;
}

function intStack(): IntStack {
  let items = new Int32Array(1024);
  let size = 0;
  return {
    push(value) {
      if (size === items.length) {
        const grown = new Int32Array(items.length * 2);
        grown.set(items);
        items = grown;
      }
      items[size++] = value;
    },
    pop: () => items[--size] as number,
    top: () => items[size - 1] as number,
    below: () => items[size - 2] as number,
    size: () => size,
    bytes: () => items.byteLength,
  };
}
