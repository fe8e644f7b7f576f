// Counters whose increments are all of one amount: decided in O(n log n), without search.
//
// Increments of one amount are alike but for their intervals, so that a state is how many took effect. They are placed as
// late as possible: at their own completion, or when a read that ends needs more of them, and then those that end first.
// By exchange nothing is lost: wherever a linearization has placed an increment earlier, or another one, the one placed here
// can take its turn, and the count here is never above the count there. A read takes effect as soon as the count fits.
// Increments of unknown outcome end last, and are placed only where a read needs them.

import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision, undecidedDecision } from '../decision.ts';
import { earliestFirst } from './earliest-first.ts';
import { contradictionOf } from './evidence.ts';
import { moments } from './sweep.ts';

/** The calls of a counter, as integers. */
export interface CounterCalls {
  /** Per call: the number of increments that a read saw, or -1 for an increment; -2 for a call to be left out. */
  readonly seen: Int32Array;
  readonly increments: number;
}

/** Decides whether each read can have seen just the number of increments it tells. */
export function decideCounter(calls: CallColumns, { seen, increments }: CounterCalls): Decision {
  const { count, invoked, completed } = calls;
  const placed = new Uint8Array(count);
  const open = earliestFirst(completed, (call) => placed[call] === 1);
  // Per level of the count: the first read waiting for it, and per read the next one.
  const waiting = new Int32Array(increments + 2).fill(-1);
  const nextWaiting = new Int32Array(count).fill(-1);
  // Per level: the call at whose completion it had to be reached.
  const raisedBy = new Int32Array(increments + 2).fill(-1);
  let level = 0;
  const raise = (increment: number, cause: number): void => {
    placed[increment] = 1;
    level++;
    raisedBy[level] = cause;
    for (let read = waiting[level] as number; read !== -1; read = nextWaiting[read] as number)
      placed[read] = 1;
  };
  let decision = linearizableDecision;
  const refuse = (reason: string, list: readonly number[]): boolean => {
    decision = contradictionOf(calls, reason, list);
    return false;
  };
  const begin = (call: number): boolean => {
    const wanted = seen[call] as number;
    if (wanted === -1) {
      open.add(call);
      return true;
    }
    if (wanted === level) placed[call] = 1;
    else if (wanted < level) {
      const reason = `at least ${level} increments had taken effect when a read that saw ${wanted} of them began`;
      return refuse(reason, [raisedBy[wanted + 1] as number, raisedBy[level] as number, call]);
    } else if (wanted <= increments) {
      nextWaiting[call] = waiting[wanted] as number;
      waiting[wanted] = call;
    }
    return true;
  };
  const end = (call: number): boolean => {
    if (placed[call] === 1) return true;
    const wanted = seen[call] as number;
    if (wanted === -1) {
      raise(call, call);
      return true;
    }
    while (level < wanted) {
      const increment = open.take();
      if (increment === -1) {
        const reason = `a read saw ${wanted} increments when no more than ${level} can have taken effect`;
        return refuse(reason, [call]);
      }
      raise(increment, call);
    }
    return true;
  };
  const line = moments(count * 2);
  for (let call = 0; call < count; call++) {
    if (seen[call] === -2) continue;
    line.add(invoked[call] as number, call * 2);
    if (completed[call] !== NEVER) line.add(completed[call] as number, call * 2 + 1);
  }
  line.forEach((code) => ((code & 1) === 0 ? begin(code >> 1) : end(code >> 1)));
  return decision;
}

/** Per call: what is added, or null for a read with what it found in `found`. */
export interface CounterReader {
  isRead(call: number): boolean;
  /** The amount of an increment, or the number a read found. */
  amount(call: number): number;
}

/** Brings increments of one amount to steps of one. */
export function decideIncrements(calls: CallColumns, initial: number, reader: CounterReader): Decision {
  const { count, completed } = calls;
  const seen = new Int32Array(count);
  let step = 0;
  let increments = 0;
  for (let call = 0; call < count; call++) {
    if (reader.isRead(call)) continue;
    const amount = reader.amount(call);
    if (amount === 0) return undecidedDecision;
    if (step !== 0 && amount !== step) return undecidedDecision;
    step = amount;
    seen[call] = -1;
    increments++;
  }
  for (let call = 0; call < count; call++) {
    if (!reader.isRead(call)) continue;
    if (completed[call] === NEVER) {
      seen[call] = -2;
      continue;
    }
    const found = reader.amount(call);
    const steps = step === 0 ? (found === initial ? 0 : -1) : (found - initial) / step;
    if (!Number.isInteger(steps) || steps < 0) {
      return contradictionOf(calls, `a read found ${found}, which no number of increments makes`, [call]);
    }
    seen[call] = Math.min(steps, 0x7ffffffe);
  }
  return decideCounter(calls, { seen, increments });
}
