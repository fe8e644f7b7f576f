// Registers that began with a value: a transaction that reads it has read what nobody wrote. Checkers of registers know
// that as null, so the initial value and null change places in what was read.

import { type Columns, typeCode } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { HistoryError } from '../history/history-error.ts';
import { absent, type Table } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';
import { shownValue } from '../history/shown-value.ts';
import { microKind } from '../history/transactions.ts';

/**
 * The history as one of registers that began with null. Operations are shown as they stand in the original.
 * @throws {HistoryError} where a transaction writes the initial value, which then is no longer told from it
 */
export function withInitialRegisters(history: History, initial: JsonValue): History {
  if (initial === null) return history;
  const columns = withoutInitial(history, history.columns(), initial);
  return { ...history, length: history.length, columns: () => columns };
}

function withoutInitial(history: History, columns: Columns, initial: JsonValue): Columns {
  const { length, type, values, transactions } = columns;
  const { start, kind } = transactions;
  const first = values.find(initial);
  /** What a read of null stands for: a value that nobody can have written. */
  const never = values.length;
  const value = transactions.value.slice();
  for (let row = 0; row < length; row++) {
    for (let micro = start[row] as number; micro < (start[row + 1] as number); micro++) {
      if (kind[micro] === microKind.read) {
        if (value[micro] === absent && type[row] === typeCode.ok) value[micro] = never;
        else if (value[micro] === first) value[micro] = absent;
      } else if (value[micro] === first && first !== absent)
        throw new HistoryError(
          `operation ${history.indexAt(row)} writes ${shownValue(initial)}, which every register held at first: the two cannot be told apart`,
        );
    }
  }
  return { ...columns, values: withNull(values, never), transactions: { ...transactions, value } };
}

function withNull(values: Table<JsonValue>, never: number): Table<JsonValue> {
  return {
    length: never + 1,
    get: (position) => (position === never ? null : values.get(position)),
    find: (item) => values.find(item),
  };
}
