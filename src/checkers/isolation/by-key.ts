// Micro-operations grouped by key, in the order of their transactions: one counting sort, after which every key is judged
// on its own within two short stretches of memory.

import { microKind } from '../../history/transactions.ts';
import type { Memory } from './memory.ts';
import { NotTransactions, type Transactions } from './transactions.ts';

/** The micro-operations of key `k` are the slots `start[k]` to `start[k + 1]`. */
export interface MicroOperationsByKey {
  readonly start: Int32Array;
  /** Position in the transaction columns. */
  readonly operation: Int32Array;
  readonly transaction: Int32Array;
}

/**
 * Groups the micro-operations of all transactions.
 * @param write the kind that writes; the other one is refused
 * @throws {NotTransactions} naming a micro-operation of another data type
 * @throws {MemoryRanOut}
 */
export function groupByKey(transactions: Transactions, write: number, memory: Memory): MicroOperationsByKey {
  const { columns, length, row } = transactions;
  const { start: first, kind, key } = columns.transactions;
  const keys = columns.keys.length;
  memory.hold(2 * keys * Int32Array.BYTES_PER_ELEMENT, `the list of ${keys} keys`);
  const start = new Int32Array(keys + 1);
  for (let transaction = 0; transaction < length; transaction++) {
    const at = row[transaction] as number;
    const end = first[at + 1] as number;
    for (let operation = first[at] as number; operation < end; operation++) {
      if (kind[operation] !== microKind.read && kind[operation] !== write) throw wrongKind(at, write);
      start[(key[operation] as number) + 1] = (start[(key[operation] as number) + 1] as number) + 1;
    }
  }
  for (let k = 0; k < keys; k++) start[k + 1] = (start[k + 1] as number) + (start[k] as number);
  const size = start[keys] as number;
  memory.hold(2 * size * Int32Array.BYTES_PER_ELEMENT, `the order of ${size} micro-operations by key`);
  const operations = new Int32Array(size);
  const owners = new Int32Array(size);
  const next = start.slice();
  for (let transaction = 0; transaction < length; transaction++) {
    const at = row[transaction] as number;
    const end = first[at + 1] as number;
    for (let operation = first[at] as number; operation < end; operation++) {
      const k = key[operation] as number;
      const slot = next[k] as number;
      next[k] = slot + 1;
      operations[slot] = operation;
      owners[slot] = transaction;
    }
  }
  return { start, operation: operations, transaction: owners };
}

function wrongKind(row: number, write: number): NotTransactions {
  const [found, wanted] = write === microKind.append ? ['write', 'append'] : ['append', 'write'];
  return new NotTransactions(
    `operation ${row} holds a micro-operation of the kind ${found}, but this checker knows only reads and ${wanted}s`,
  );
}
