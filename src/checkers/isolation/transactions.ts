// The transactions of a history, numbered from 0 in the order in which they were begun: what happened to each, which row
// holds its micro-operations, and whom it certainly came before. Rows stand for real time: a completion before an
// invocation in the history means that it was over before the other was begun.

import { type Columns, nemesisProcess, typeCode } from '../../history/columns.ts';
import { absent } from '../../history/interner.ts';
import type { Memory } from './memory.ts';

/** What became of a transaction. One whose outcome is not known may have happened: now, later or never. */
export enum outcome {
  committed = 1,
  aborted = 2,
  unknown = 3,
}

/** Entry `t` of each array belongs to transaction `t`. */
export interface Transactions {
  readonly columns: Columns;
  readonly length: number;
  readonly outcome: Uint8Array;
  readonly invocation: Int32Array;
  /** Row of the completion, or `absent` where there is none. */
  readonly completion: Int32Array;
  /** Row whose micro-operations are those of the transaction: the completion's where it committed. */
  readonly row: Int32Array;
  /**
   * Number of transactions begun before this one was over, so that exactly those from `after` on came later in real time;
   * `length` where it never was seen to be over.
   */
  readonly after: Int32Array;
  /** Committed transactions in the order in which they completed. */
  readonly completed: Int32Array;
}

/** Bytes that one takes in the arrays above. */
const BYTES_EACH = 5 * Int32Array.BYTES_PER_ELEMENT + 1;

/** A history that is no history of transactions, in one sentence. */
export class NotTransactions extends Error {}

/**
 * The transactions of a history.
 * @throws {NotTransactions} naming the operation that is none
 * @throws {MemoryRanOut}
 */
export function transactionsOf(columns: Columns, memory: Memory): Transactions {
  const rows = columns.length;
  const { type, process, pair } = columns;
  let length = 0;
  for (let row = 0; row < rows; row++) {
    if (type[row] === typeCode.invoke && process[row] !== nemesisProcess) length += 1;
  }
  memory.hold(length * BYTES_EACH, `what became of ${length} transactions`);
  const rowBytes = rows * Int32Array.BYTES_PER_ELEMENT;
  memory.hold(rowBytes, `the order of ${length} transactions`);
  const result = {
    columns,
    length,
    outcome: new Uint8Array(length),
    invocation: new Int32Array(length),
    completion: new Int32Array(length).fill(absent),
    row: new Int32Array(length),
    after: new Int32Array(length).fill(length),
    completed: new Int32Array(length),
  };
  const transactionOfRow = new Int32Array(rows);
  const requireTransaction = transactionRequired(columns);
  let begun = 0;
  let committed = 0;
  for (let row = 0; row < rows; row++) {
    if (process[row] === nemesisProcess) continue;
    if (type[row] === typeCode.invoke) {
      requireTransaction(row);
      transactionOfRow[row] = begun;
      result.invocation[begun] = row;
      result.outcome[begun] = outcome.unknown;
      result.row[begun] = row;
      begun += 1;
      continue;
    }
    const invocation = pair[row] as number;
    if (invocation === absent) continue;
    const transaction = transactionOfRow[invocation] as number;
    result.completion[transaction] = row;
    if (type[row] === typeCode.fail) result.outcome[transaction] = outcome.aborted;
    if (type[row] !== typeCode.ok) continue;
    requireTransaction(row);
    result.outcome[transaction] = outcome.committed;
    result.row[transaction] = row;
    result.after[transaction] = begun;
    result.completed[committed] = transaction;
    committed += 1;
  }
  memory.release(rowBytes);
  return { ...result, completed: result.completed.subarray(0, committed) };
}

/** Looks at one row after another. */
function transactionRequired({ transactions, value, names, f }: Columns): (row: number) => void {
  const { start } = transactions;
  const name = names.find('txn');
  return (row) => {
    if (value[row] === absent && f[row] === name) return;
    if ((start[row + 1] as number) > (start[row] as number)) return;
    throw new NotTransactions(
      `operation ${row} is a ${names.get(f[row] as number)}, not a txn with a list of micro-operations`,
    );
  };
}
