// The operations of a set history in columns: per element how its adds ended, and the reads that succeeded.

import { type Columns, nemesisProcess, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent, createInterner, type Interner } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import type { Budget } from './checker.ts';
import { createDeadline } from './deadline.ts';
import { otherAnswer } from './other-answer.ts';
import { endOf, isInvocation, valueIn } from './rows.ts';

/** Where no row is: after all of them. */
export const never = 2 ** 31 - 1;

/** A successful read. */
export interface SetRead {
  /** The node that answered; one and the same for all reads where no node is known. */
  readonly node: number;
  /** Rows. */
  readonly invoked: number;
  readonly completed: number;
  /** Positions of what it returned, each as often as it was there. */
  readonly elements: Int32Array;
}

/** Entry `i` of each column is about the i-th element. */
export interface SetElements {
  readonly values: Interner<JsonValue>;
  /** Row of the first add; `absent` when it was only ever read. */
  readonly added: Int32Array;
  /** Row of the first acknowledgement, or `never`. */
  readonly acknowledged: Int32Array;
  /** From this row on it is certainly in the set: acknowledged, or shown by a read. `never` where neither. */
  readonly known: Int32Array;
  /** 1 where an add of it has an outcome that is not known. */
  readonly unknown: Uint8Array;
  /** Row of the first add that did not certainly fail; `never` when there is none. */
  readonly firstPossible: Int32Array;
  /** Row in which the last add of all ended, as far as they did. */
  readonly lastEnd: number;
  /** In the order in which they began. */
  readonly reads: readonly SetRead[];
}

/** The elements of `add` and `read`, or why they cannot be judged. Other functions but `remove` are passed over. */
export function collectElements(history: History, budget: Budget): SetElements | string {
  const deadline = createDeadline(budget);
  const columns = history.columns();
  const at = (row: number): string => `operation ${history.indexAt(row)}`;
  const { names, f, type, process } = columns;
  const other = otherAnswer(history, ['add']);
  if (other !== null) return `${other}.`;
  const add = names.find('add');
  const read = names.find('read');
  const remove = names.find('remove');
  const values = createInterner<JsonValue>();
  const adds: number[] = [];
  const reads: SetRead[] = [];
  for (let row = 0; row < columns.length; row++) {
    if (deadline.isOver()) return deadline.reason(row, columns.length);
    const name = f[row];
    if (process[row] === nemesisProcess) continue;
    if (name === remove) {
      return `${at(row)}: elements are removed, which only the model set of the checker linearizable knows.`;
    }
    if (name === add && isInvocation(columns, row)) adds.push(row, values.idOf(valueIn(columns, row)));
    if (name !== read || type[row] !== typeCode.ok) continue;
    const list = valueIn(columns, row);
    if (!Array.isArray(list)) {
      return `${at(row)}: a read of a set returns a list, not ${shownValue(list)}.`;
    }
    const elements = Int32Array.from(list as JsonValue[], (element) => values.idOf(element));
    const node = columns.node[row] as number;
    reads.push({ node, invoked: columns.pair[row] as number, completed: row, elements });
  }
  reads.sort((a, b) => a.invoked - b.invoked);
  return { values, reads, ...fillColumns(columns, values.length, adds, reads) };
}

function fillColumns(
  columns: Columns,
  count: number,
  adds: readonly number[],
  reads: readonly SetRead[],
): Omit<SetElements, 'values' | 'reads'> {
  const added = new Int32Array(count).fill(absent);
  const acknowledged = new Int32Array(count).fill(never);
  const known = new Int32Array(count).fill(never);
  const unknown = new Uint8Array(count);
  const firstPossible = new Int32Array(count).fill(never);
  let lastEnd = -1;
  for (let at = 0; at < adds.length; at += 2) {
    const row = adds[at] as number;
    const element = adds[at + 1] as number;
    const end = endOf(columns, row);
    const completion = columns.pair[row] as number;
    lastEnd = Math.max(lastEnd, completion);
    if (added[element] === absent) added[element] = row;
    if (end !== typeCode.fail) firstPossible[element] = Math.min(firstPossible[element] as number, row);
    if (end === typeCode.info) unknown[element] = 1;
    if (end === typeCode.ok) {
      acknowledged[element] = Math.min(acknowledged[element] as number, completion);
      known[element] = Math.min(known[element] as number, completion);
    }
  }
  for (const { elements, completed } of reads) {
    for (const element of elements) known[element] = Math.min(known[element] as number, completed);
  }
  return { added, acknowledged, known, unknown, firstPossible, lastEnd };
}
