// Reads `history.jsonl` into columns, from its bytes: a line in the ordinary form makes no object; any other goes through
// JSON.parse, to the same effect. A last line without its end, as a killed harness leaves it, is left out and reported;
// anything else that is wrong is one error with the number of the line.

import { createColumnBuilder } from './column-builder.ts';
import type { Columns } from './columns.ts';
import { HistoryError } from './history-error.ts';
import { unusual } from './json-bytes.ts';
import { parseLine } from './jsonl-line.ts';
import { createLineRows } from './line-rows.ts';
import { forEachPiece, type Piece } from './lines.ts';
import type { Operation } from './operation.ts';
import { createRowOffsets, type RowOffsets } from './row-offsets.ts';

/** A history that was read from a file of lines. */
export interface ReadLines {
  readonly columns: Columns;
  readonly offsets: RowOffsets;
  /** One sentence where the last line was torn and left out; `null` where the file is whole. */
  readonly torn: string | null;
}

const newline = 0x0a;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;

/**
 * Reads a whole history; memory grows with its columns only.
 * @param name what the file is called in sentences
 * @throws {HistoryError} for an empty history, a broken line, or a history that makes no sense
 */
export function readJsonl(path: string, name = path): ReadLines {
  const growth = { progress: 0 };
  const builder = createColumnBuilder(undefined, growth);
  const rows = createLineRows(builder);
  const offsets = createRowOffsets(path, growth);
  let lineNumber = 0;
  let torn: string | null = null;

  const place = (): string => `${name} line ${lineNumber}`;

  /** A line by JSON.parse. `end` is its newline. */
  function addUnusual({ bytes, offset, complete }: Piece, start: number, end: number): void {
    builder.transactions.discardRow();
    const operation = parseLine(bytes.subarray(start, end));
    if (operation === null) return;
    if (typeof operation !== 'string') {
      refuse(builder.add(operation));
      offsets.push(offset + start, offset + end);
    } else if (complete || isWholeObject(bytes, start, end))
      throw new HistoryError(`${place()}: ${operation}.`);
    else torn = `${place()}, the last, is torn and was left out.`;
  }

  function refuse(problem: string | null): void {
    if (problem !== null) throw new HistoryError(`${place()}: ${problem}.`);
  }

  /** @returns the start of the next line */
  function addLine(piece: Piece, start: number): number {
    const { bytes } = piece;
    lineNumber += 1;
    const next = rows.add(bytes, piece.view, start);
    if (next !== unusual) {
      if (rows.problem !== null) refuse(rows.problem);
      offsets.push(piece.offset + start, piece.offset + next - 1);
      return next;
    }
    const end = bytes.indexOf(newline, start);
    addUnusual(piece, start, end);
    return end + 1;
  }

  forEachPiece(path, (piece) => {
    growth.progress = piece.progress;
    let at = piece.offset === 0 && byteOrderMark.every((mark, i) => piece.bytes[i] === mark) ? 3 : 0;
    while (at < piece.end) at = addLine(piece, at);
  });
  if (builder.store.length === 0) {
    const why = torn === null ? 'is empty' : 'holds no whole line';
    throw new HistoryError(`${name} ${why}: there is no operation to judge.`);
  }
  return { columns: builder.finish(), offsets, torn };
}

/** What was cut off anywhere before its end is no JSON any more: such a line is wrong, not torn. */
function isWholeObject(bytes: Buffer, start: number, end: number): boolean {
  try {
    return typeof JSON.parse(bytes.toString('utf8', start, end)) === 'object';
  } catch {
    return false;
  }
}

/** Every operation of a file that has been read before, as objects. @throws {HistoryError} when it has changed since */
export function readOperations(path: string, count: number): readonly Operation[] {
  const operations: Operation[] = [];
  forEachPiece(path, ({ bytes, end, offset }) => {
    let at = offset === 0 && byteOrderMark.every((mark, i) => bytes[i] === mark) ? 3 : 0;
    while (at < end && operations.length < count) {
      const next = bytes.indexOf(newline, at);
      const operation = parseLine(bytes.subarray(at, next));
      if (typeof operation === 'string') throw new HistoryError(`${path} has changed since it was read.`);
      if (operation !== null) operations.push(operation);
      at = next + 1;
    }
  });
  if (operations.length < count) throw new HistoryError(`${path} has become shorter since it was read.`);
  return operations;
}
