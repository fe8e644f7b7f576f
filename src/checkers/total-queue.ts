// Queues as bags: whatever was put in and acknowledged comes out once, nothing comes out that nobody put in. Order is not
// asked. After Jepsen's total-queue checker, which takes every history for one that drained its queue; here an element
// is lost only where the queue was seen empty without it, and no dequeue of unknown outcome can have taken it.

import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { collectQueue, type QueueElements } from './queue-elements.ts';
import { listedValues, sentence, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'total-queue';
const mostWitnessedElements = 5;

export interface QueueOptions {
  /** The queue promises no more than to hand out each element at least once. */
  readonly atLeastOnce?: boolean;
}

/** Elements, by position, each as often as it is so. */
interface Fates {
  readonly lost: number[];
  readonly remaining: number[];
  readonly unexpected: number[];
  readonly duplicated: number[];
  readonly recovered: number[];
}

/**
 * A checker of `enqueue`, `dequeue` and `drain`. A dequeue that found nothing is `ok` with null, or `fail` with an error
 * that says "empty" or "exhausted"; a drain returns the list of all it took. A dequeue of unknown outcome may end with the
 * element that it would have taken: then that one is accounted for, and no other.
 */
export function totalQueue({ atLeastOnce = false }: QueueOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkQueue(history, budget, atLeastOnce) };
}

function checkQueue(history: History, budget: Budget, atLeastOnce: boolean): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const queue = collectQueue(history, budget);
  if (typeof queue === 'string') return unknown(queue);
  if (queue.values.length === 0)
    return unknown('There is nothing to judge: nothing was put in or taken out.');
  if (sum(queue.acknowledged) + sum(queue.dequeues) === 0 && !queue.wasEmpty)
    return unknown('There is nothing to judge: nothing put in was acknowledged, and nothing taken out.');
  const fates = sortByFate(queue);
  const taken = takenUnseen(queue, fates.lost);
  const valueOf = queue.values.get;
  const details = {
    attempted: sum(queue.attempts),
    acknowledged: sum(queue.acknowledged),
    dequeued: sum(queue.dequeues),
    unknownDequeues: queue.unknownDequeues.length,
    ...Object.fromEntries(
      Object.entries(fates).flatMap(([fate, found]: [string, number[]]) => [
        [`${fate}Count`, found.length],
        [fate, listedValues(found, valueOf)],
      ]),
    ),
  };
  const reason = sentences([
    taken === 'all'
      ? ''
      : sentence(fates.lost, valueOf, 'element', 'acknowledged and missing from the queue when it was empty'),
    sentence(fates.unexpected, valueOf, 'element', 'taken out although nobody can have put it in'),
    atLeastOnce ? '' : sentence(fates.duplicated, valueOf, 'element', 'taken out more often than put in'),
  ]);
  const shown = [
    ...(taken === 'all' ? [] : fates.lost),
    ...fates.unexpected,
    ...(atLeastOnce ? [] : fates.duplicated),
  ].slice(0, mostWitnessedElements);
  if (reason !== '') return violation(reason, witnessRows(queue, shown), details);
  const open = sentences([
    sentence(
      fates.remaining,
      valueOf,
      'element',
      'acknowledged, never taken out, and the queue never seen empty',
    ),
    sentence(fates.lost, valueOf, 'element', 'missing, which dequeues of unknown outcome may have taken'),
  ]);
  return open === '' ? valid(details) : unknown(open, details);
}

function sortByFate(queue: QueueElements): Fates {
  const fates: Fates = { lost: [], remaining: [], unexpected: [], duplicated: [], recovered: [] };
  const add = (list: number[], element: number, times: number): void => {
    for (let time = 0; time < times; time++) list.push(element);
  };
  for (let element = 0; element < queue.values.length; element++) {
    const attempts = queue.attempts[element] as number;
    const acknowledged = queue.acknowledged[element] as number;
    const dequeues = queue.dequeues[element] as number;
    if (attempts === 0 || queue.dequeuedTooEarly[element] === 1)
      add(fates.unexpected, element, Math.max(1, dequeues - attempts));
    else if (dequeues > attempts) add(fates.duplicated, element, dequeues - attempts);
    if (attempts === 0) continue;
    add(fates.recovered, element, Math.max(0, Math.min(dequeues, attempts) - acknowledged));
    const missing = Math.max(0, acknowledged - dequeues - (queue.perhapsTaken[element] as number));
    add(queue.emptyAfter[element] === absent ? fates.remaining : fates.lost, element, missing);
  }
  return fates;
}

/**
 * Whether dequeues of unknown outcome can have taken all lost elements: each takes one, at any time after it began, but
 * not after the queue was seen empty.
 */
function takenUnseen(queue: QueueElements, lost: readonly number[]): 'all' | 'not all' {
  const { emptyAfter, unknownDequeues, unknownDrain } = queue;
  const ends = lost.map((element) => emptyAfter[element] as number).sort((a, b) => a - b);
  let available = 0;
  for (const [position, end] of ends.entries()) {
    while (available < unknownDequeues.length && (unknownDequeues[available] as number) < end) available++;
    if (available <= position && unknownDrain > end) return 'not all';
  }
  return 'all';
}

function witnessRows(queue: QueueElements, elements: readonly number[]): ReadonlySet<number> {
  const shown = new Set(elements);
  const rows = new Set<number>();
  for (const element of shown)
    if ((queue.emptyAfter[element] as number) !== absent) rows.add(queue.emptyAfter[element] as number);
  for (const { element, invocation, completion } of queue.uses) {
    if (!shown.has(element)) continue;
    rows.add(invocation);
    if (completion !== absent) rows.add(completion);
  }
  return rows;
}

function sum(counts: Int32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
