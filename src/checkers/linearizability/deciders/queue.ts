// Queues whose elements are unique: decided in O(n log n), without search.
//
// A history of a first-in-first-out queue is linearizable iff no element is taken out that was not put in, none twice, none
// before it was put in, no two against the order in which they were put in, and every dequeue that found nothing has a moment at
// which nothing is certainly in the queue: Henzinger, Sezgin and Vafeiadis, "Aspect-Oriented Linearizability Proofs" (CONCUR
// 2013), section 4; Bouajjani, Emmi, Enea and Hamza, "On Reducing Linearizability to State Reachability" (ICALP 2015). Lee and
// Mathur, "Efficient Decrease-and-Conquer Linearizability Monitoring" (OOPSLA 2025) gave the bound. A queue that hands elements
// out in any order (a bag) has the same conditions but that about order.
//
// Unknown outcomes: an enqueue that nobody dequeues is left out; one that somebody does never completes. A dequeue may have
// taken any one element that is left over, or none. An element left over must have been taken before others that were put in
// after it came out, and before a dequeue found nothing: a deadline each. Deadlines can all be met iff, for each moment, no more
// elements have deadlines up to it than dequeues of unknown outcome were invoked before it (Hall's condition: any of these
// dequeues serves any of these elements). Of the moments at which a dequeue can have found nothing, the first is the best: it
// sets the fewest deadlines.

import { shownValue } from '../../../history/shown-value.ts';
import { type CallColumns, NEVER } from '../call-columns.ts';
import { type Decision, linearizableDecision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';
import { type QueueCalls, queueCalls } from './queue-calls.ts';
import { type EmptyMoments, emptyMoments } from './queue-empty.ts';
import { lastDequeueBegunBefore } from './queue-end.ts';
import { moments } from './sweep.ts';

export interface QueueOptions {
  isEnqueue(call: number): boolean;
  /** First in, first out; else in any order. */
  readonly ordered: boolean;
}

/** Decides a queue that is empty at first. */
export function decideQueue(calls: CallColumns, { isEnqueue, ordered }: QueueOptions): Decision {
  const queue = queueCalls(calls, isEnqueue);
  if ('kind' in queue) return queue;
  const early = beforePutIn(calls, queue);
  if (early !== null) return early;
  const overtaken = ordered ? overtaking(calls, queue) : { clash: null, deadline: null };
  if (overtaken.clash !== null) return overtaken.clash;
  const empty = emptyMoments(calls, queue, isEnqueue);
  if ('kind' in empty) return empty;
  return leftOvers(calls, queue, overtaken.deadline, empty, isEnqueue);
}

function nameOf(calls: CallColumns, { enqueue }: QueueCalls, element: number): string {
  return shownValue(calls.values.valueOf(calls.input[enqueue[element] as number] as number));
}

function beforePutIn(calls: CallColumns, queue: QueueCalls): Decision | null {
  for (let element = 0; element < queue.elements; element++) {
    const taken = queue.dequeue[element] as number;
    const put = queue.enqueue[element] as number;
    if (taken === -1 || (calls.completed[taken] as number) > (calls.invoked[put] as number)) continue;
    return contradictionOf(calls, `${nameOf(calls, queue, element)} was dequeued before it was enqueued`, [
      put,
      taken,
    ]);
  }
  return null;
}

interface Overtaking {
  /** An element put in before another, that came out entirely after it. */
  readonly clash: Decision | null;
  /**
   * Per element left over, the row by which it must have been taken: the first completion of a dequeue of an element put in
   * after it; NEVER where there is none. And the element that sets it.
   */
  readonly deadline: { readonly row: Int32Array; readonly by: Int32Array } | null;
}

/** Elements against the order in which they were put in. */
function overtaking(calls: CallColumns, queue: QueueCalls): Overtaking {
  const { invoked, completed } = calls;
  const { elements, enqueue, dequeue } = queue;
  const line = moments(elements * 2);
  for (let element = 0; element < elements; element++) {
    const put = enqueue[element] as number;
    line.add(invoked[put] as number, element * 2);
    if (completed[put] !== NEVER) line.add(completed[put] as number, element * 2 + 1);
  }
  // Of the elements certainly put in so far, the one whose dequeue was invoked last.
  let latest = -1;
  let latestInvoked = -1;
  let clash: Decision | null = null;
  const left: number[] = [];
  const order = new Int32Array(elements);
  let begun = 0;
  // Per element left over, how many elements had been begun to be put in when it was in.
  const begunBefore = new Int32Array(elements);
  line.forEach((code) => {
    const element = code >> 1;
    const taken = dequeue[element] as number;
    if ((code & 1) === 0) {
      order[begun++] = element;
      if (taken === -1 || latest === -1 || (completed[taken] as number) > latestInvoked) return true;
      const first = nameOf(calls, queue, latest);
      const second = nameOf(calls, queue, element);
      clash = contradictionOf(calls, `${first} was enqueued before ${second} and dequeued after it`, [
        enqueue[latest] as number,
        enqueue[element] as number,
        taken,
        dequeue[latest] as number,
      ]);
      return false;
    }
    if (taken === -1) {
      left.push(element);
      begunBefore[element] = begun;
    } else if ((invoked[taken] as number) > latestInvoked) {
      latest = element;
      latestInvoked = invoked[taken] as number;
    }
    return true;
  });
  if (clash !== null || left.length === 0) return { clash, deadline: null };
  const row = new Int32Array(elements).fill(NEVER);
  const by = new Int32Array(elements).fill(-1);
  // Backwards: the first completion of a dequeue among the elements begun from a place on.
  let at = begun;
  let soonest = NEVER;
  let soonestElement = -1;
  for (const element of left.reverse()) {
    for (; at > (begunBefore[element] as number); at--) {
      const later = order[at - 1] as number;
      const taken = dequeue[later] as number;
      if (taken === -1 || (completed[taken] as number) >= soonest) continue;
      soonest = completed[taken] as number;
      soonestElement = later;
    }
    row[element] = soonest;
    by[element] = soonestElement;
  }
  return { clash: null, deadline: { row, by } };
}

/** Whether the dequeues of unknown outcome can have taken what must have been taken in time. */
function leftOvers(
  calls: CallColumns,
  queue: QueueCalls,
  deadline: Overtaking['deadline'],
  empty: EmptyMoments,
  isEnqueue: (call: number) => boolean,
): Decision {
  const { invoked, completed } = calls;
  const { elements, enqueue, dequeue, pending } = queue;
  // Codes: 0 a dequeue of unknown outcome; else an element's deadline, an element put in, or the queue empty.
  const line = moments(elements * 2 + pending.length + empty.found.length);
  for (let element = 0; element < elements; element++) {
    if (dequeue[element] !== -1 || completed[enqueue[element] as number] === NEVER) continue;
    line.add(completed[enqueue[element] as number] as number, 2 + element * 2);
    const row = deadline?.row[element] ?? NEVER;
    if (row !== NEVER) line.add(row, 3 + element * 2);
  }
  for (const call of pending) line.add(invoked[call] as number, 0);
  for (const row of empty.found) line.add(row, 1);
  const required = new Uint8Array(elements);
  const present: number[] = [];
  let needed = 0;
  let available = 0;
  let decision = linearizableDecision;
  const require = (element: number): void => {
    if (required[element] === 1) return;
    required[element] = 1;
    needed++;
  };
  line.forEach((code, row) => {
    if (code === 0) available++;
    else if (code === 1) for (const element of present.splice(0)) require(element);
    else if ((code & 1) === 0) present.push((code - 2) >> 1);
    else {
      const element = (code - 3) >> 1;
      require(element);
      if (needed <= available) return true;
      const by = deadline?.by[element] as number;
      const first = nameOf(calls, queue, element);
      const second = nameOf(calls, queue, by);
      const reason = `${first} was enqueued before ${second} and had not been dequeued when ${second} was`;
      const shown = [enqueue[element] as number, enqueue[by] as number, dequeue[by] as number];
      decision = contradictionOf(calls, reason, shown, lastDequeueBegunBefore(calls, isEnqueue, row));
      return false;
    }
    return true;
  });
  return decision;
}
