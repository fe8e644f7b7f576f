// The calls of a queue by element: when each was put in and taken out, which dequeues found nothing, and which may have taken
// anything.

import { absent } from '../../../history/interner.ts';
import { shownValue } from '../../../history/shown-value.ts';
import { type CallColumns, isRefused, NEVER } from '../call-columns.ts';
import type { Decision } from '../decision.ts';
import { undecidedDecision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';

/** Per element, numbered in the order of their enqueues. */
export interface QueueCalls {
  readonly elements: number;
  /** The call that put it in. */
  readonly enqueue: Int32Array;
  /** The call that took it out, or -1. */
  readonly dequeue: Int32Array;
  /** Dequeues that found the queue empty. */
  readonly empties: readonly number[];
  /** Dequeues of unknown outcome, by invocation. */
  readonly pending: readonly number[];
}

/**
 * Sorts the calls of a queue by element.
 * @returns a decision where an element was put in twice (undecided), or taken out without having been put in, or twice
 */
export function queueCalls(calls: CallColumns, isEnqueue: (call: number) => boolean): QueueCalls | Decision {
  const { count, values, completed } = calls;
  // Per value, one more than its element.
  let elementOf: Int32Array = new Int32Array(values.size);
  const enqueue = new Int32Array(count);
  let elements = 0;
  for (let call = 0; call < count; call++) {
    if (!isEnqueue(call) || isRefused(calls, call)) continue;
    const value = calls.input[call] as number;
    if (value >= elementOf.length) elementOf = grown(elementOf, values.size);
    if (elementOf[value] !== 0) return undecidedDecision;
    enqueue[elements++] = call;
    elementOf[value] = elements;
  }
  const dequeue = new Int32Array(elements).fill(-1);
  const empties: number[] = [];
  const pending: number[] = [];
  for (let call = 0; call < count; call++) {
    if (isEnqueue(call)) continue;
    const output = calls.output[call] as number;
    if (isRefused(calls, call)) empties.push(call);
    else if (completed[call] === NEVER || output === absent) pending.push(call);
    else if (values.valueOf(output) === null) empties.push(call);
    else {
      const element = (elementOf[output] ?? 0) - 1;
      if (element === -1) {
        const shown = shownValue(values.valueOf(output));
        return contradictionOf(calls, `${shown} was dequeued, and nothing enqueued it`, [call]);
      }
      const rival = dequeue[element] as number;
      if (rival !== -1) {
        const reason = `${shownValue(values.valueOf(output))} was dequeued twice, and enqueued once`;
        return contradictionOf(calls, reason, [enqueue[element] as number, rival, call]);
      }
      dequeue[element] = call;
    }
  }
  return { elements, enqueue: enqueue.subarray(0, elements), dequeue, empties, pending };
}

function grown(column: Int32Array, size: number): Int32Array {
  const longer = new Int32Array(Math.max(size, column.length * 2));
  longer.set(column);
  return longer;
}
