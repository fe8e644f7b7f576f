// A history in a file: its columns are in memory, its operations are read again when they are asked for.

import { createColumnBuilder } from './column-builder.ts';
import { createEdnOperations, readEdnOperation, splitInFile } from './edn-history.ts';
import { briefOperation } from './evidence.ts';
import type { History } from './history.ts';
import { HistoryError } from './history-error.ts';
import { readJsonl, readOperations } from './jsonl.ts';
import { parseLine } from './jsonl-line.ts';
import { forEachPiece } from './lines.ts';
import type { Operation } from './operation.ts';
import { createRowOffsets, type RowOffsets } from './row-offsets.ts';

const newline = 0x0a;
/** Rows longer than this are too long to be read again and again. */
const longRowBytes = 1 << 20;

/** Reads and checks `history.jsonl`. @throws {HistoryError} for whatever is wrong with it */
export function historyInJsonl(path: string): History {
  const { columns, offsets, torn } = readJsonl(path);
  let operations: readonly Operation[] | null = null;

  function operation(row: number): Operation {
    const kept = operations?.[row];
    if (kept !== undefined) return kept;
    const bytes = offsets.read(row);
    const end = bytes.indexOf(newline);
    const read = parseLine(end === -1 ? bytes : bytes.subarray(0, end));
    if (read === null || typeof read === 'string')
      throw new HistoryError(`${path} has changed since it was read.`);
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
    ...evidenceIn(offsets, operation),
    operations() {
      operations ??= Array.from({ length: columns.length }, (_, row) => operation(row));
      return operations;
    },
  };
}

/** Of a history whose rows stand in a file, where an index is a row. A long row is read for it once. */
function evidenceIn(
  { length, bytesOf }: RowOffsets,
  operation: (row: number) => Operation,
): Pick<History, 'indexAt' | 'evidence'> {
  const made = new Map<number, Operation>();
  return {
    indexAt(row) {
      if (row >= 0 && row < length) return row;
      throw new RangeError(`row ${row} of a history of ${length}`);
    },
    evidence(row) {
      const known = made.get(row);
      if (known !== undefined) return known;
      const brief = briefOperation(operation(row));
      if (bytesOf(row) > longRowBytes) made.set(row, brief);
      return brief;
    },
  };
}
