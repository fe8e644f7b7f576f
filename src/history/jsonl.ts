// Reads `history.jsonl` into columns, from its bytes: a line in the ordinary form makes no object; any other goes through
// JSON.parse, to the same effect. A last line without its end, as a killed harness leaves it, is left out and reported;
// anything else that is wrong is one error with the number of the line.

import { type ColumnBuilder, createColumnBuilder } from './column-builder.ts';
import type { Columns } from './columns.ts';
import { HistoryError } from './history-error.ts';
import { absent, type Interner, notText } from './interner.ts';
import { skipBlanks, unusual } from './json-bytes.ts';
import { parseLine } from './jsonl-line.ts';
import { createLineScanner, field, held, type LineFields } from './line-scanner.ts';
import { forEachPiece, type Piece } from './lines.ts';
import type { JsonValue, Operation } from './operation.ts';
import { createRowOffsets, type RowOffsets } from './row-offsets.ts';
import { createTransactionScanner } from './transaction-scanner.ts';

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
 * @throws {HistoryError} for an empty history, a broken line, or a history that makes no sense
 */
export function readJsonl(path: string): ReadLines {
  const builder = createColumnBuilder();
  const scanner = createLineScanner(createTransactionScanner(builder));
  const offsets = createRowOffsets(path);
  let lineNumber = 0;
  let torn: string | null = null;

  const place = (): string => `${path} line ${lineNumber}`;

  /** A line by JSON.parse. `end` is its newline. */
  function addUnusual({ bytes, offset, complete }: Piece, start: number, end: number): void {
    builder.transactions.discardRow();
    const operation = parseLine(bytes.subarray(start, end));
    if (operation === null) return;
    if (typeof operation !== 'string') {
      refuse(builder.add(operation));
      offsets.push(offset + start, offset + end);
    } else if (complete) throw new HistoryError(`${place()}: ${operation}.`);
    else torn = `${place()}, the last, is torn and was left out.`;
  }

  function refuse(problem: string | null): void {
    if (problem !== null) throw new HistoryError(`${place()}: ${problem}.`);
  }

  /** @returns the start of the next line */
  function addLine(piece: Piece, start: number): number {
    const { bytes } = piece;
    lineNumber += 1;
    let end = scanner.scan(bytes, start);
    if (end !== unusual) {
      const problem = addScanned(builder, bytes, scanner.fields);
      if (problem !== notText) {
        if (problem !== null) refuse(problem);
        offsets.push(piece.offset + start, piece.offset + end - 1);
        return end;
      }
    } else if (bytes[skipBlanks(bytes, start)] === newline) return skipBlanks(bytes, start) + 1;
    end = bytes.indexOf(newline, start);
    addUnusual(piece, start, end);
    return end + 1;
  }

  forEachPiece(path, (piece) => {
    let at = piece.offset === 0 && byteOrderMark.every((mark, i) => piece.bytes[i] === mark) ? 3 : 0;
    while (at < piece.end) at = addLine(piece, at);
  });
  if (builder.store.length === 0) {
    const why = torn === null ? 'is empty' : 'holds no whole line';
    throw new HistoryError(`${path} ${why}: there is no operation to judge.`);
  }
  return { columns: builder.finish(), offsets, torn };
}

/** Adds a row from what the scanner found. @returns as `addRow`; `notText` when a text is none, and nothing was added */
function addScanned(
  builder: ColumnBuilder,
  bytes: Buffer,
  fields: LineFields,
): string | null | typeof notText {
  const f = idOf(builder.names, bytes, fields, field.f);
  const key = idOf(builder.keys, bytes, fields, field.key);
  const value = idOf(builder.values, bytes, fields, field.value);
  const error = idOf(builder.errors, bytes, fields, field.error);
  const node = idOf(builder.nodes, bytes, fields, field.node);
  if (f === notText || key === notText || value === notText || error === notText || node === notText)
    return notText;
  return builder.addRow(fields.index, fields.time, fields.process, fields.type, f, key, value, error, node);
}

function idOf(
  table: Interner<string> | Interner<JsonValue>,
  bytes: Buffer,
  { kind, number, start, end, hash }: LineFields,
  slot: number,
): number {
  switch (kind[slot]) {
    case held.integer:
      return table.idOfInteger(number[slot] as number);
    case held.text:
      return table.idOfText(bytes, start[slot] as number, end[slot] as number, hash[slot] as number);
    default:
      return absent;
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
      if (typeof operation === 'string') throw new HistoryError(`${path} has changed since it was judged.`);
      if (operation !== null) operations.push(operation);
      at = next + 1;
    }
  });
  if (operations.length < count) throw new HistoryError(`${path} has become shorter since it was judged.`);
  return operations;
}
