// Is there an order of the transactions that explains every read? They are placed one after another. A transaction can be
// placed once the versions it read are the present ones and nobody is left who read a version that it overwrites.
//
// One that overwrites only what it read itself is placed at once: nobody else can write those keys before it, so that any
// order in which it comes later has one in which it comes now. The same goes for a write that nobody reads: what it
// overwrites is not needed any more. Only blind writes that are read leave a choice. The one whose deadline is nearest is
// tried first: in real time, a write must take effect before the first of those that read it, directly or not, is over. A
// write is no choice while another write of the key has to come before it. A state that led nowhere is remembered.

import { absent } from '../../../history/interner.ts';
import type { Memory } from '../memory.ts';
import { createChoices } from './choices.ts';
import { createDeadlines } from './deadlines.ts';
import { createFailedStates } from './failed-states.ts';
import { createPlacement } from './placement.ts';
import type { SerialProblem } from './serial-problem.ts';

export type SerialOutcome =
  | { readonly kind: 'order' }
  /** There is none. `reached` could not be placed where most were. */
  | { readonly kind: 'none'; readonly reached: number }
  | { readonly kind: 'bound'; readonly reached: number; readonly limit: SerialLimit };

/** What ended a search before it was decided. */
export type SerialLimit = 'steps' | 'time' | 'memory';

export interface SerialLimits {
  /** Transactions looked at. */
  readonly steps: number;
  /** The same, since more were placed than ever before. */
  readonly patience: number;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  /** What the arrays of the search are held in, and choices may take the rest of. */
  readonly memory: Memory;
}

const STEPS_BETWEEN_CLOCK_READS = 1 << 16;

/** Looks for an order until there is one, there is none, or a limit is reached. @throws {MemoryRanOut} before it begins */
export function findSerialOrder(problem: SerialProblem, limits: SerialLimits): SerialOutcome {
  const what = `the search for an order of ${problem.transactions.length} transactions`;
  return limits.memory.during(bytesOfSearch(problem), what, () => search(problem, limits));
}

/** Of the deadlines, the placement and the candidates. */
function bytesOfSearch({ transactions, registers }: SerialProblem): number {
  const { length, columns } = transactions;
  const numbers = 10 * length + 6 * registers.versions + registers.write.length + 3 * columns.keys.length;
  return numbers * Int32Array.BYTES_PER_ELEMENT + 2 * length;
}

function search(problem: SerialProblem, limits: SerialLimits): SerialOutcome {
  const deadlines = problem.respected === 'realtime' ? createDeadlines(problem) : null;
  const placement = createPlacement(problem, deadlines);
  const failed = createFailedStates();
  const choices = createChoices();
  const candidates = new Int32Array(problem.transactions.length);
  let most = -1;
  let stepsThen = 0;
  let reached = 0;
  let clock = STEPS_BETWEEN_CLOCK_READS;

  /** Goes back to the last choice that has something left. @returns whether there was one */
  function retreat(): boolean {
    while (!choices.isEmpty()) {
      placement.undoTo(choices.placed());
      const candidate = choices.take();
      if (candidate !== absent) {
        placement.place(candidate);
        return true;
      }
      failed.add(placement.fingerprint);
      choices.pop();
    }
    return false;
  }

  /** The limit that has been reached, if any. */
  function limitReached(): SerialLimit | null {
    const steps = placement.steps();
    if (placement.placed() > most) {
      most = placement.placed();
      stepsThen = steps;
      reached = placement.firstLeft();
    }
    if (steps > limits.steps || steps - stepsThen > limits.patience) return 'steps';
    if (choices.bytes() + failed.bytes() > limits.memory.left()) return 'memory';
    if (steps <= clock) return null;
    clock = steps + STEPS_BETWEEN_CLOCK_READS;
    return performance.now() > limits.deadlineMs ? 'time' : null;
  }

  for (;;) {
    const count = placement.placeWhatMust(candidates);
    if (placement.left() === 0) return { kind: 'order' };
    if (count === 1) {
      placement.place(candidates[0] as number);
      continue;
    }
    const limit = limitReached();
    if (limit !== null) return { kind: 'bound', reached, limit };
    if (count > 0 && !failed.has(placement.fingerprint)) {
      if (deadlines !== null) sortByDeadline(candidates, count, deadlines.deadline);
      choices.push(candidates, count, placement.placed());
      placement.place(candidates[0] as number);
    } else if (!retreat()) return { kind: 'none', reached };
  }
}

/** Few at a time, so that insertion is fastest. */
function sortByDeadline(candidates: Int32Array, count: number, deadline: Int32Array): void {
  for (let end = 1; end < count; end++) {
    const one = candidates[end] as number;
    const until = deadline[one] as number;
    let at = end - 1;
    for (; at >= 0 && (deadline[candidates[at] as number] as number) > until; at--) {
      candidates[at + 1] = candidates[at] as number;
    }
    candidates[at + 1] = one;
  }
}
