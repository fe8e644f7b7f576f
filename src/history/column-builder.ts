// Columns from operations: one by one as objects, or, where a reader knows the fields as numbers, as those.

import { type ColumnStore, createColumnStore } from './column-store.ts';
import type { Columns } from './columns.ts';
import type { Growth } from './growth.ts';
import { HistoryError } from './history-error.ts';
import { absent, createInterner, type Interner } from './interner.ts';
import type { JsonValue, Operation } from './operation.ts';
import { nemesisProcess, typeCode } from './operation-codes.ts';
import { createStructureCheck, wrongTime } from './structure.ts';
import { createTransactionBuilder, type TransactionBuilder } from './transaction-builder.ts';
import { isTransaction, microKind, microKindOf } from './transactions.ts';

/** Takes operations one by one, so that a file need not be in memory as objects. */
export interface ColumnBuilder {
  readonly store: ColumnStore;
  readonly transactions: TransactionBuilder;
  readonly names: Interner<string>;
  readonly keys: Interner<JsonValue>;
  readonly values: Interner<JsonValue>;
  readonly errors: Interner<string>;
  readonly nodes: Interner<string>;
  /** @returns what is wrong with its place in the history, to follow the place in the file, or null */
  add(operation: Operation): string | null;
  /**
   * The same for an operation whose fields are numbers already, its row in `transactions` not yet ended.
   * @param index as the file has it
   */
  addRow(
    index: number,
    time: number,
    process: number,
    type: number,
    f: number,
    key: number,
    value: number,
    error: number,
    node: number,
  ): string | null;
  /** The columns so far; the builder must not be used afterwards. */
  finish(): Columns;
}

/** What a column of 16 bits can tell apart. */
const maximumNames = 1 << 16;

/**
 * Makes a builder with room for `expectedLength` operations; it grows beyond, as `growth` says at the time.
 * @param keepsValues for operations that stay in memory: their values need not be made again from the columns
 */
export function createColumnBuilder(
  expectedLength = 1024,
  growth: Growth = { progress: 0 },
  keepsValues = false,
): ColumnBuilder {
  const store = createColumnStore(expectedLength, absent, growth);
  const names = createInterner<string>();
  const keys = createInterner<JsonValue>();
  const values = createInterner<JsonValue>(keepsValues);
  const errors = createInterner<string>();
  const nodes = createInterner<string>();
  const transactions = createTransactionBuilder(growth);
  const lastTime = new Float64Array(1);
  const structure = createStructureCheck({ store, transactions, names, keys });

  /** The micro-operations of a transaction; any other value as one. @returns the entry of the `value` column */
  function addValue({ f, value }: Operation): number {
    if (f !== 'txn' || !isTransaction(value)) return values.idOf(value);
    for (const [name, key, found] of value) {
      const kind = microKindOf(name) as number;
      const keyId = keys.idOf(key);
      if (kind !== microKind.read || !Array.isArray(found)) {
        transactions.add(kind, keyId, found === null || found === undefined ? absent : values.idOf(found));
        continue;
      }
      transactions.add(kind, keyId, absent);
      transactions.list();
      for (const element of found as readonly JsonValue[]) transactions.element(values.idOf(element));
      transactions.endList();
    }
    return absent;
  }

  const addRow: ColumnBuilder['addRow'] = (index, time, process, type, f, key, value, error, node) => {
    if (f >= maximumNames)
      throw new HistoryError(`The history has more than ${maximumNames} different names of operations.`);
    const row = store.append(time, process, type, f, key, value, error, node);
    transactions.endRow();
    const before = lastTime[0] as number;
    lastTime[0] = time;
    const problem = structure.add(row, process, type);
    if (index !== row) return `the index is ${index}, but ${row} comes next`;
    return time >= before && time < Number.POSITIVE_INFINITY ? problem : wrongTime(time, before);
  };

  return {
    store,
    transactions,
    names,
    keys,
    values,
    errors,
    nodes,
    add(operation) {
      const { index, time, process, type, f, key, error, node } = operation;
      return addRow(
        index,
        time,
        process === 'nemesis' ? nemesisProcess : process,
        typeCode[type],
        names.idOf(f),
        key === undefined ? absent : keys.idOf(key),
        addValue(operation),
        error === undefined ? absent : errors.idOf(error),
        node === undefined ? absent : nodes.idOf(node),
      );
    },
    addRow,
    finish: () => ({
      length: store.length,
      ...store.finish(),
      transactions: transactions.finish(),
      names,
      keys,
      values,
      errors,
      nodes,
    }),
  };
}
