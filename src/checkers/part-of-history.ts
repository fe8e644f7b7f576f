// Some rows of a history as a history of their own. Tables of names, keys and values are shared, so that equal things
// keep equal numbers; operations keep the index they had.

import type { Columns } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { Operation } from '../history/operation.ts';
import type { TransactionColumns } from '../history/transactions.ts';

/** @param rows ascending; a completion whose invocation is left out stands alone, and the other way round */
export function partOfHistory(history: History, rows: Int32Array): History {
  let columns: Columns | null = null;
  let operations: readonly Operation[] | null = null;
  const originalOf = (row: number): number => {
    const original = rows[row];
    if (original === undefined) throw new RangeError(`row ${row} of a history of ${rows.length}`);
    return original;
  };
  return {
    length: rows.length,
    torn: history.torn,
    columns: () => {
      columns ??= gather(history.columns(), rows);
      return columns;
    },
    operation: (row) => history.operation(originalOf(row)),
    indexAt: (row) => history.indexAt(originalOf(row)),
    evidence: (row) => history.evidence(originalOf(row)),
    operations: () => {
      operations ??= Array.from(rows, (row) => history.operation(row));
      return operations;
    },
  };
}

function gather(all: Columns, rows: Int32Array): Columns {
  const count = rows.length;
  const part = {
    time: new Float64Array(count),
    process: new Int32Array(count),
    type: new Uint8Array(count),
    f: new Uint16Array(count),
    key: new Int32Array(count),
    value: new Int32Array(count),
    error: new Int32Array(count),
    node: new Int32Array(count),
  };
  const names = Object.keys(part) as (keyof typeof part)[];
  for (const name of names) {
    for (let row = 0; row < count; row++) part[name][row] = all[name][rows[row] as number] as number;
  }
  const { names: functions, keys, values, errors, nodes } = all;
  return {
    ...part,
    length: count,
    pair: gatherPairs(all.pair, rows),
    transactions: gatherTransactions(all.transactions, rows),
    names: functions,
    keys,
    values,
    errors,
    nodes,
  };
}

function gatherPairs(pair: Int32Array, rows: Int32Array): Int32Array {
  const found = new Int32Array(rows.length).fill(absent);
  /** Position in `rows` of an invocation whose completion has not come yet, by the row of that completion. */
  const waiting = new Map<number, number>();
  for (let row = 0; row < rows.length; row++) {
    const original = rows[row] as number;
    const other = pair[original] as number;
    if (other > original) waiting.set(other, row);
    const invocation = waiting.get(original);
    if (invocation === undefined) continue;
    waiting.delete(original);
    found[row] = invocation;
    found[invocation] = row;
  }
  return found;
}

function gatherTransactions(all: TransactionColumns, rows: Int32Array): TransactionColumns {
  const start = new Int32Array(rows.length + 1);
  const chosen: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const original = rows[row] as number;
    for (let micro = all.start[original] as number; micro < (all.start[original + 1] as number); micro++)
      chosen.push(micro);
    start[row + 1] = chosen.length;
  }
  const pick = (column: Int32Array | Uint8Array): Int32Array =>
    Int32Array.from(chosen, (micro) => column[micro] as number);
  return {
    start,
    kind: Uint8Array.from(pick(all.kind)),
    key: pick(all.key),
    value: pick(all.value),
    // Lists stay where they are.
    listStart: all.listStart,
    elements: all.elements,
  };
}
