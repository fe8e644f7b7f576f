// Numbers that only grow: whatever a process has read, it never reads a smaller one later. What a weak read may be late
// by is not asked, only that it does not go back.

import { nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget, Checker, Verdict } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { valueIn } from './rows.ts';
import { listed, sentences, verdictsOf } from './verdicts.ts';

const NAME = 'monotonic';
const mostWitnessedReads = 5;

export interface MonotonicOptions {
  /** Functions that read; `read` and `weak-read` where absent. */
  readonly functions?: readonly string[];
}

/**
 * A checker of reads of a number that only ever grows, such as a counter or a sequence. Per process and key no read
 * returns less than an earlier one; null, which is nothing yet, is less than any number.
 */
export function monotonic({ functions = ['read', 'weak-read'] }: MonotonicOptions = {}): Checker {
  return { name: NAME, check: (history, budget) => checkMonotonic(history, budget, functions) };
}

function checkMonotonic(history: History, budget: Budget, functions: readonly string[]): Verdict {
  const deadline = createDeadline(budget);
  const { valid, violation, unknown } = verdictsOf(NAME, history);
  const columns = history.columns();
  const { f, type, process, key, pair } = columns;
  const readers = functions.map((name) => columns.names.find(name)).filter((name) => name !== absent);
  /** The row of the highest read so far, by process and key. */
  const highest = new Map<number, Map<number, number>>();
  const backwards: (readonly [from: number, to: number])[] = [];
  let reads = 0;
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return unknown(deadline.reason(row, columns.length));
    if (type[row] !== typeCode.ok || process[row] === nemesisProcess) continue;
    if (!readers.includes(f[row] as number)) continue;
    const value = valueIn(columns, row);
    if (value !== null && typeof value !== 'number')
      return unknown(
        `operation ${history.indexAt(row)}: only numbers can be compared, not ${shownValue(value)}.`,
      );
    reads++;
    const owner = process[row] as number;
    const ofProcess = highest.get(owner) ?? new Map<number, number>();
    highest.set(owner, ofProcess);
    const before = ofProcess.get(key[row] as number);
    const floor = before === undefined ? null : (valueIn(columns, before) as number | null);
    if (before !== undefined && isLess(value, floor)) backwards.push([before, row]);
    else ofProcess.set(key[row] as number, row);
  }
  const details = {
    reads,
    backwardsCount: backwards.length,
    backwards: listed(backwards.map(([from, to]): JsonValue => [history.indexAt(from), history.indexAt(to)])),
  };
  if (reads === 0) return unknown('There is nothing to judge: nothing was read.', details);
  if (backwards.length === 0) return valid(details);
  const shown = backwards.slice(0, mostWitnessedReads);
  const say = ([from, to]: readonly [number, number]): string => {
    const [high, low] = [valueIn(columns, from), valueIn(columns, to)].map((value) => shownValue(value));
    return `process ${process[to]} read ${low} after ${high}`;
  };
  return violation(
    sentences([`${backwards.length} of ${reads} reads went backwards`, ...shown.map(say)]),
    shown
      .flatMap((pairOfRows) => pairOfRows.flatMap((row) => [pair[row] as number, row]))
      .filter((row) => row >= 0),
    details,
  );
}

function isLess(value: number | null, floor: number | null): boolean {
  return floor !== null && (value === null || value < floor);
}
