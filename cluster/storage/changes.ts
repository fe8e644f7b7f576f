// The changes one statement makes, each remembered with its opposite, so that a statement that fails half way leaves
// nothing behind.

import type { Row } from '../sql/scope.ts';
import type { StoredTable } from './catalog.ts';
import type { Key } from './table.ts';

export interface Changes {
  put(table: StoredTable, key: Key, row: Row): void;
  delete(table: StoredTable, key: Key): void;
  /** Sets a table's counters. */
  count(
    table: StoredTable,
    counters: Partial<Pick<StoredTable, 'nextAutoIncrement' | 'nextHiddenKey'>>,
  ): void;
  /** Takes everything back, newest first. */
  undo(): void;
}

export function createChanges(): Changes {
  const opposites: (() => void)[] = [];
  const rememberRow = ({ rows }: StoredTable, key: Key): void => {
    const before = rows.get(key);
    opposites.push(before === undefined ? () => rows.delete(key) : () => rows.put(key, before));
  };
  return {
    put: (table, key, row) => {
      rememberRow(table, key);
      table.rows.put(key, row);
    },
    delete: (table, key) => {
      rememberRow(table, key);
      table.rows.delete(key);
    },
    count: (table, counters) => {
      const { nextAutoIncrement, nextHiddenKey } = table;
      opposites.push(() => Object.assign(table, { nextAutoIncrement, nextHiddenKey }));
      Object.assign(table, counters);
    },
    undo: () => {
      for (let index = opposites.length - 1; index >= 0; index -= 1) opposites[index]?.();
      opposites.length = 0;
    },
  };
}
