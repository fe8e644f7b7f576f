// Is there an order of the transactions that explains every read? They are placed one after another. A transaction can be
// placed once the versions it read are the present ones and nobody is left who read a version that it overwrites.
//
// One that overwrites only what it read itself is placed at once: nobody else can write those keys before it, so that any
// order in which it comes later has one in which it comes now. Only blind writes leave a choice. The one whose deadline is
// nearest is tried first: in real time, a write must take effect before the first of those that read it, directly or not, is
// over. A write is no choice while another write of the key has to come before it. A state that led nowhere is remembered.

import type { Graph } from '../graph/graph.ts';
import type { Transactions } from '../transactions.ts';
import { createDeadlines } from './deadlines.ts';
import { createPlacement, type Placement } from './placement.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

/** What besides the data an order must respect. */
export type RespectedOrder = 'none' | 'process' | 'realtime';

export type SerialOutcome =
  | { readonly kind: 'order' }
  /** There is none. `reached` could not be placed where most were. */
  | { readonly kind: 'none'; readonly reached: number }
  | { readonly kind: 'bound'; readonly reached: number };

export interface SerialProblem {
  readonly transactions: Transactions;
  readonly registers: Registers;
  readonly readers: Rows;
  readonly written: Rows;
  readonly respected: RespectedOrder;
  /** Orders known already. */
  readonly known: Graph | null;
}

export interface SerialLimits {
  /** Transactions looked at. */
  readonly steps: number;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

/** States remembered. */
const MOST_STATES = 1_000_000;
const STEPS_BETWEEN_CLOCK_READS = 1 << 16;

interface Choice {
  readonly candidates: readonly number[];
  next: number;
  readonly placed: number;
  readonly state: number;
  readonly check: number;
}

/** Looks for an order until there is one, there is none, or a limit is reached. */
export function findSerialOrder(problem: SerialProblem, limits: SerialLimits): SerialOutcome {
  const deadlines = problem.respected === 'realtime' ? createDeadlines(problem) : null;
  const placement = createPlacement(problem, deadlines);
  const failed = new Map<number, number>();
  const choices: Choice[] = [];
  let most = -1;
  let reached = 0;
  let clock = STEPS_BETWEEN_CLOCK_READS;

  const deadlineOf = (transaction: number): number => deadlines?.deadline[transaction] ?? transaction;

  /** Goes back to the last choice that has something left. @returns whether there was one */
  function retreat(): boolean {
    for (;;) {
      const choice = choices.at(-1);
      if (choice === undefined) return false;
      placement.undoTo(choice.placed);
      const candidate = choice.candidates[choice.next];
      if (candidate !== undefined) {
        choice.next += 1;
        placement.place(candidate);
        return true;
      }
      if (failed.size < MOST_STATES) failed.set(choice.state, choice.check);
      choices.pop();
    }
  }

  for (;;) {
    const candidates = placeWhatMust(placement);
    if (placement.left() === 0) return { kind: 'order' };
    if (placement.placed() > most) {
      most = placement.placed();
      reached = placement.firstLeft();
    }
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) {
      placement.place(only);
      continue;
    }
    if (placement.steps() > limits.steps) return { kind: 'bound', reached };
    if (placement.steps() > clock) {
      clock = placement.steps() + STEPS_BETWEEN_CLOCK_READS;
      if (performance.now() > limits.deadlineMs) return { kind: 'bound', reached };
    }
    const { state, check } = placement.fingerprint();
    if (candidates.length > 0 && failed.get(state) !== check) {
      candidates.sort((a, b) => deadlineOf(a) - deadlineOf(b) || a - b);
      choices.push({ candidates, next: 0, placed: placement.placed(), state, check });
    }
    if (!retreat()) return { kind: 'none', reached };
  }
}

/** Places all that leave no choice. @returns the blind writes that could come next */
function placeWhatMust(placement: Placement): number[] {
  for (;;) {
    const candidates: number[] = [];
    if (!placement.sweep(candidates)) return candidates;
  }
}
