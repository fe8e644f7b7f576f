// Counters: clients add to a number and read it. A read may hold every addition that began before it ended, and must hold
// every one acknowledged before it began: that bounds what it may return. After the bounds of Jepsen's counter checker,
// with subtractions as well.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { otherAnswer } from './other-answer.ts';
import { endOf, isInvocation, valueIn } from './rows.ts';
import { listed, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'counter';
const mostWitnessedReads = 5;

/** A read outside its bounds. */
interface Wrong {
  readonly completion: number;
  readonly value: number;
  readonly lowest: number;
  readonly highest: number;
}

interface Judged {
  readonly reads: number;
  readonly additions: number;
  readonly wrong: readonly Wrong[];
  /** What the counter may hold in the end. */
  readonly lowest: number;
  readonly highest: number;
}

export interface CounterOptions {
  /** Where the counter starts; 0 when absent. */
  readonly initial?: number;
}

/** A checker of `add` (of whole numbers, negative ones too) and `read`. */
export function counter({ initial = 0 }: CounterOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkCounter(history, budget, initial) };
}

function checkCounter(history: History, budget: Budget, initial: number): Verdict {
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const judged = followSums(history, budget, initial);
  if (typeof judged === 'string') return unknown(judged);
  const { reads, additions, wrong, lowest, highest } = judged;
  const entries = listed(
    wrong.map((read): JsonValue => ({ ...read, index: history.indexAt(read.completion) })),
  );
  const details = { reads, additions, wrongCount: wrong.length, wrong: entries, lowest, highest };
  if (wrong.length > 0) {
    const shown = wrong.slice(0, mostWitnessedReads);
    const { pair } = history.columns();
    return violation(
      sentences([
        `${wrong.length} of ${reads} reads outside what the additions allow`,
        ...shown.map((read) => `${read.value} was read where ${read.lowest} to ${read.highest} was possible`),
      ]),
      shown.flatMap(({ completion }) => [pair[completion] as number, completion]),
      details,
    );
  }
  return reads === 0
    ? unknown('There is nothing to judge: the counter was never read.', details)
    : valid(details);
}

/** Four running sums, of positive and negative additions, acknowledged and begun; each read needs only these. */
function followSums(history: History, budget: Budget, initial: number): Judged | string {
  const deadline = createDeadline(budget);
  const columns = history.columns();
  const { names, f, type, process, pair } = columns;
  const add = names.find('add');
  const read = names.find('read');
  const other = otherAnswer(history, ['add']);
  if (other !== null) return `${other}.`;
  const sums = { acknowledgedUp: 0, acknowledgedDown: 0, begunUp: 0, begunDown: 0 };
  const atInvocation = new Map<number, { readonly up: number; readonly down: number }>();
  const wrong: Wrong[] = [];
  let reads = 0;
  let additions = 0;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return deadline.reason(row, columns.length);
    if (process[row] === nemesisProcess) continue;
    if (f[row] === add) {
      const begins = isInvocation(columns, row);
      if (!begins && (type[row] !== typeCode.ok || pair[row] === absent)) continue;
      const invocation = begins ? row : (pair[row] as number);
      const amount = valueIn(columns, invocation);
      if (!Number.isSafeInteger(amount))
        return `operation ${history.indexAt(invocation)}: only whole numbers below 2^53 can be added, not ${shownValue(amount)}.`;
      if (begins && endOf(columns, row) === typeCode.fail) continue;
      if (begins) additions++;
      addTo(sums, amount as number, begins);
      if (!Object.values(sums).every(Number.isSafeInteger))
        return `operation ${history.indexAt(row)}: the sum exceeds 2^53.`;
    } else if (f[row] === read) {
      if (isInvocation(columns, row)) {
        atInvocation.set(row, { up: sums.acknowledgedUp, down: sums.acknowledgedDown });
        continue;
      }
      const bounds = atInvocation.get(pair[row] as number);
      atInvocation.delete(pair[row] as number);
      if (type[row] !== typeCode.ok || bounds === undefined) continue;
      const value = valueIn(columns, row);
      if (!Number.isSafeInteger(value))
        return `operation ${history.indexAt(row)}: a counter holds a whole number, not ${shownValue(value)}.`;
      reads++;
      const lowest = initial + bounds.up + sums.begunDown;
      const highest = initial + bounds.down + sums.begunUp;
      if ((value as number) < lowest || (value as number) > highest)
        wrong.push({ completion: row, value: value as number, lowest, highest });
    }
  }
  const lowest = initial + sums.acknowledgedUp + sums.begunDown;
  return { reads, additions, wrong, lowest, highest: initial + sums.acknowledgedDown + sums.begunUp };
}

function addTo(
  sums: { acknowledgedUp: number; acknowledgedDown: number; begunUp: number; begunDown: number },
  amount: number,
  begins: boolean,
): void {
  if (begins && amount > 0) sums.begunUp += amount;
  else if (begins) sums.begunDown += amount;
  else if (amount > 0) sums.acknowledgedUp += amount;
  else sums.acknowledgedDown += amount;
}
