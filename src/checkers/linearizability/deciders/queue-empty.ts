// When a dequeue can have found a queue empty: at a moment of its own at which no element is certainly in the queue. An element
// is certainly there from the completion of its enqueue to the invocation of its dequeue. One that was never dequeued may have
// been taken by a dequeue of unknown outcome, so that a moment is possible where no more of those elements are in than such
// dequeues have begun.

import { type CallColumns, NEVER } from '../call-columns.ts';
import type { Decision } from '../decision.ts';
import { contradictionOf } from './evidence.ts';
import type { QueueCalls } from './queue-calls.ts';
import { lastDequeueBegunBefore } from './queue-end.ts';
import { moments } from './sweep.ts';

export interface EmptyMoments {
  /** Rows: just after each of them the queue is empty for some dequeue. */
  readonly found: readonly number[];
}

const PUT = 0;
const TAKEN = 1;
const LEFT = 2;
const PENDING = 3;
const BEGIN = 4;
const END = 5;
const CODES = 6;

const SHOWN = 8;

/** The first possible moment for each dequeue that found nothing; or a violation. */
export function emptyMoments(
  calls: CallColumns,
  queue: QueueCalls,
  isEnqueue: (call: number) => boolean,
): EmptyMoments | Decision {
  if (queue.empties.length === 0) return { found: [] };
  const line = momentsOf(calls, queue);
  const done = new Uint8Array(calls.count);
  let waiting: number[] = [];
  const found: number[] = [];
  let certain = 0;
  let left = 0;
  let available = 0;
  let failed = -1;
  line.forEach((code, row) => {
    const what = code % CODES;
    const call = Math.floor(code / CODES);
    if (what === PUT) certain++;
    else if (what === TAKEN) certain--;
    else if (what === LEFT) left++;
    else if (what === PENDING) available++;
    else if (what === BEGIN) waiting.push(call);
    else if (done[call] === 0) {
      failed = call;
      return false;
    }
    if (certain === 0 && left <= available && waiting.length > 0) {
      found.push(row);
      for (const one of waiting) done[one] = 1;
      waiting = [];
    }
    return true;
  });
  if (failed === -1) return { found };
  const row = calls.completed[failed] as number;
  const reason = 'a dequeue found the queue empty, and at every moment of it something was in the queue';
  const within = lastDequeueBegunBefore(calls, isEnqueue, row);
  return contradictionOf(calls, reason, [...covering(calls, queue, failed), failed], within);
}

function momentsOf({ invoked, completed }: CallColumns, queue: QueueCalls): ReturnType<typeof moments> {
  const { elements, enqueue, dequeue, empties, pending } = queue;
  const line = moments(elements * 2 + (empties.length + pending.length) * 2);
  for (let element = 0; element < elements; element++) {
    const from = completed[enqueue[element] as number] as number;
    if (from === NEVER) continue;
    const taken = dequeue[element] as number;
    if (taken === -1) line.add(from, LEFT);
    else if (from < (invoked[taken] as number)) {
      line.add(from, PUT);
      line.add(invoked[taken] as number, TAKEN);
    }
  }
  for (const call of pending) line.add(invoked[call] as number, PENDING);
  for (const call of empties) {
    line.add(invoked[call] as number, call * CODES + BEGIN);
    line.add(completed[call] as number, call * CODES + END);
  }
  return line;
}

/** A few elements that are in the queue one after another throughout a call: of those there at a moment, the one that stays longest. */
function covering({ invoked, completed }: CallColumns, queue: QueueCalls, call: number): readonly number[] {
  const shown: number[] = [];
  const end = completed[call] as number;
  for (let row = invoked[call] as number; row < end && shown.length < SHOWN; ) {
    let best = -1;
    let until = row;
    for (let element = 0; element < queue.elements; element++) {
      const from = completed[queue.enqueue[element] as number] as number;
      const taken = queue.dequeue[element] as number;
      const to = taken === -1 ? NEVER : (invoked[taken] as number);
      if (from <= row && to > until) {
        best = element;
        until = to;
      }
    }
    if (best === -1) break;
    shown.push(queue.enqueue[best] as number, queue.dequeue[best] as number);
    row = until;
  }
  return shown;
}
