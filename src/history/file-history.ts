// A history in a file: its columns are in memory, its operations are read again when they are asked for.

import type { History } from './history.ts';
import { HistoryError } from './history-error.ts';
import { readJsonl, readOperations } from './jsonl.ts';
import { parseLine } from './jsonl-line.ts';
import type { Operation } from './operation.ts';

/** Reads and checks `history.jsonl`. @throws {HistoryError} for whatever is wrong with it */
export function historyInFile(path: string): History {
  const { columns, offsets, torn } = readJsonl(path);
  let operations: readonly Operation[] | null = null;
  return {
    length: columns.length,
    torn,
    columns: () => columns,
    operation(row) {
      const kept = operations?.[row];
      if (kept !== undefined) return kept;
      const operation = parseLine(offsets.read(row));
      if (operation === null || typeof operation === 'string')
        throw new HistoryError(`${path} has changed since it was read.`);
      return operation;
    },
    operations() {
      operations ??= readOperations(path, columns.length);
      return operations;
    },
  };
}
