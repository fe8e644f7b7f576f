// A history in our own form in a file: its columns are in memory, its operations are read again when they are asked for.

import { evidenceIn } from './evidence-in-file.ts';
import type { History } from './history.ts';
import { HistoryError } from './history-error.ts';
import { readJsonl, readOperations } from './jsonl.ts';
import { parseLine } from './jsonl-line.ts';
import type { Operation } from './operation.ts';

const newline = 0x0a;

/** Reads and checks `history.jsonl`. @throws {HistoryError} for whatever is wrong with it */
export function historyInJsonl(path: string, name = path): History {
  const { columns, offsets, torn } = readJsonl(path, name);
  let operations: readonly Operation[] | null = null;

  function operation(row: number): Operation {
    const kept = operations?.[row];
    if (kept !== undefined) return kept;
    const bytes = offsets.read(row);
    const end = bytes.indexOf(newline);
    const read = parseLine(end === -1 ? bytes : bytes.subarray(0, end));
    if (read === null || typeof read === 'string')
      throw new HistoryError(`${name} has changed since it was read.`);
    return read;
  }

  return {
    length: columns.length,
    torn,
    columns: () => columns,
    operation,
    ...evidenceIn(offsets, operation),
    operations() {
      operations ??= readOperations(path, columns.length);
      return operations;
    },
  };
}
