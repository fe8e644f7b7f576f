// A history in a file: its columns are in memory, its operations are read again when they are asked for.

import { createColumnBuilder } from './column-builder.ts';
import { createEdnOperations, readEdnOperation, splitInFile } from './edn-history.ts';
import type { History } from './history.ts';
import { HistoryError } from './history-error.ts';
import { readJsonl, readOperations } from './jsonl.ts';
import { parseLine } from './jsonl-line.ts';
import { forEachPiece } from './lines.ts';
import type { Operation } from './operation.ts';
import { createRowOffsets } from './row-offsets.ts';

const newline = 0x0a;

/** Reads and checks `history.jsonl`. @throws {HistoryError} for whatever is wrong with it */
export function historyInJsonl(path: string): History {
  const { columns, offsets, torn } = readJsonl(path);
  let operations: readonly Operation[] | null = null;
  return {
    length: columns.length,
    torn,
    columns: () => columns,
    operation(row) {
      const kept = operations?.[row];
      if (kept !== undefined) return kept;
      const bytes = offsets.read(row);
      const end = bytes.indexOf(newline);
      const operation = parseLine(end === -1 ? bytes : bytes.subarray(0, end));
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

/** Reads and checks a history in EDN, an operation at a time. @throws {HistoryError} for whatever is wrong with it */
export function historyInEdn(path: string): History {
  const growth = { progress: 0 };
  const builder = createColumnBuilder(undefined, growth);
  const offsets = createRowOffsets(path, growth);
  const source = createEdnOperations(path);
  const splitter = splitInFile(path, (form) => {
    const operation = source.read(form);
    if (operation === null) return false;
    const problem = builder.add(operation);
    if (problem !== null) throw new HistoryError(`${path} operation ${source.count}: ${problem}.`);
    offsets.push(form.start, form.end);
    return true;
  });
  forEachPiece(path, ({ bytes, end, offset, progress }) => {
    growth.progress = progress;
    splitter.push(bytes, end, offset);
  });
  splitter.finish();
  if (source.count === 0) throw new HistoryError(`${path} is empty: there is no operation to judge.`);
  const columns = builder.finish();
  let operations: readonly Operation[] | null = null;

  function operation(row: number): Operation {
    const kept = operations?.[row];
    if (kept !== undefined) return kept;
    const read = readEdnOperation(offsets.read(row).toString('utf8'), row, columns.time[row] as number);
    if (read === null) throw new HistoryError(`${path} has changed since it was read.`);
    return read;
  }

  return {
    length: columns.length,
    torn: null,
    columns: () => columns,
    operation,
    operations() {
      operations ??= Array.from({ length: columns.length }, (_, row) => operation(row));
      return operations;
    },
  };
}
