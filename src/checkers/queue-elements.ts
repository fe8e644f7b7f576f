// The operations of a queue history in columns: per element how often it was put in and taken out, and when the queue
// was seen empty after that.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent, createInterner, type Interner } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { otherAnswer } from './other-answer.ts';
import { endOf, isInvocation, valueIn } from './rows.ts';

/** One time that an element was put in or taken out. */
export interface QueueUse {
  readonly element: number;
  /** Rows; the completion `absent` where it never came. */
  readonly invocation: number;
  readonly completion: number;
  readonly puts: boolean;
}

/** Entry `i` of each column is about the i-th element. */
export interface QueueElements {
  readonly values: Interner<JsonValue>;
  /** Enqueues that did not certainly fail, those acknowledged, and times it was taken out. */
  readonly attempts: Int32Array;
  readonly acknowledged: Int32Array;
  readonly dequeues: Int32Array;
  /** Dequeues of unknown outcome that would have taken it. */
  readonly perhapsTaken: Int32Array;
  /** 1 where it was taken out before any enqueue of it had begun. */
  readonly dequeuedTooEarly: Uint8Array;
  /** Completion that first showed the queue empty, begun after the last acknowledgement; `absent` where none did. */
  readonly emptyAfter: Int32Array;
  readonly uses: readonly QueueUse[];
  /** Whether anybody saw the queue empty. */
  readonly wasEmpty: boolean;
  /** Rows in which dequeues of unknown outcome began that do not say what they would have taken, ascending. */
  readonly unknownDequeues: readonly number[];
  /** Row in which the first drain of unknown outcome began; Infinity for none. */
  readonly unknownDrain: number;
}

/** An answer that says the queue was empty. */
interface Emptiness {
  readonly invocation: number;
  readonly completion: number;
}

const saysEmpty = /empty|exhaust/i;

/** The elements of a queue, or why they cannot be judged; other functions are passed over. */
export function collectQueue(history: History, budget: Budget): QueueElements | string {
  const deadline = createDeadline(budget);
  const columns = history.columns();
  const { names, f, process, pair, error, errors } = columns;
  const functions = ['enqueue', 'dequeue', 'drain'].map((name) => names.find(name));
  const [enqueue, dequeue, drain] = functions;
  const other = otherAnswer(history, ['enqueue']);
  if (other !== null) return `${other}.`;
  const values = createInterner<JsonValue>();
  const uses: QueueUse[] = [];
  const empty: Emptiness[] = [];
  const unknownDequeues: number[] = [];
  const named: number[] = [];
  let unknownDrain = Number.POSITIVE_INFINITY;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return deadline.reason(row, columns.length);
    if (process[row] === nemesisProcess || !functions.includes(f[row] as number)) continue;
    if (!isInvocation(columns, row)) continue;
    const completion = pair[row] as number;
    const end = endOf(columns, row);
    const use = (element: JsonValue, puts: boolean): void =>
      void uses.push({ element: values.idOf(element), invocation: row, completion, puts });
    if (f[row] === enqueue) {
      if (end !== typeCode.fail) use(valueIn(columns, row), true);
      continue;
    }
    if (end === typeCode.info) {
      const wanted = f[row] === dequeue ? elementNamed(columns, row) : null;
      if (wanted !== null) named.push(values.idOf(wanted));
      else if (f[row] === dequeue) unknownDequeues.push(row);
      else unknownDrain = Math.min(unknownDrain, row);
      continue;
    }
    if (end === typeCode.fail) {
      const said = error[completion] as number;
      if (said !== absent && saysEmpty.test(errors.get(said))) empty.push({ invocation: row, completion });
      continue;
    }
    const taken = valueIn(columns, completion);
    if (f[row] === drain && !Array.isArray(taken))
      return `operation ${history.indexAt(completion)}: a drain returns a list, not ${shownValue(taken)}.`;
    if (f[row] === drain || taken === null) empty.push({ invocation: row, completion });
    const elements = f[row] === drain ? (taken as readonly JsonValue[]) : taken === null ? [] : [taken];
    for (const element of elements) use(element, false);
  }
  const perhapsTaken = new Int32Array(values.length);
  for (const element of named) perhapsTaken[element] = (perhapsTaken[element] as number) + 1;
  const counts = countUses(columns, values.length, uses, empty);
  const wasEmpty = empty.length > 0;
  return { values, uses, wasEmpty, perhapsTaken, unknownDequeues, unknownDrain, ...counts };
}

/** What a dequeue of unknown outcome says it would have taken, by a value other than it began with; `null` for nothing. */
function elementNamed(columns: Columns, invocation: number): JsonValue {
  const completion = columns.pair[invocation] as number;
  if (completion === absent) return null;
  return columns.value[completion] === columns.value[invocation] ? null : valueIn(columns, completion);
}

function countUses(
  columns: Columns,
  count: number,
  uses: readonly QueueUse[],
  empty: readonly Emptiness[],
): Omit<QueueElements, 'values' | 'uses' | 'wasEmpty' | 'perhapsTaken' | 'unknownDequeues' | 'unknownDrain'> {
  const attempts = new Int32Array(count);
  const acknowledged = new Int32Array(count);
  const dequeues = new Int32Array(count);
  const dequeuedTooEarly = new Uint8Array(count);
  const firstPut = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const lastAcknowledged = new Int32Array(count).fill(absent);
  const increment = (column: Int32Array, element: number): void => {
    column[element] = (column[element] as number) + 1;
  };
  for (const { element, invocation, completion, puts } of uses) {
    if (!puts) {
      increment(dequeues, element);
      continue;
    }
    increment(attempts, element);
    firstPut[element] = Math.min(firstPut[element] as number, invocation);
    if (endOf(columns, invocation) !== typeCode.ok) continue;
    increment(acknowledged, element);
    lastAcknowledged[element] = Math.max(lastAcknowledged[element] as number, completion);
  }
  for (const { element, completion, puts } of uses)
    if (!puts && completion < (firstPut[element] as number)) dequeuedTooEarly[element] = 1;
  const emptyAfter = lastAcknowledged.map((row) => (row === absent ? absent : firstEmptyAfter(empty, row)));
  return { attempts, acknowledged, dequeues, dequeuedTooEarly, emptyAfter };
}

/** The first of these completions whose operation began after a row; they are in the order in which they began. */
function firstEmptyAfter(empty: readonly Emptiness[], row: number): number {
  let low = 0;
  let high = empty.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((empty[middle] as Emptiness).invocation > row) high = middle;
    else low = middle + 1;
  }
  return empty[low]?.completion ?? absent;
}
