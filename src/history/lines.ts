// The bytes of a file in pieces that end with a line: memory is bounded by the piece and the longest line.

import { closeSync, readSync } from 'node:fs';
import { FileError, type OpenedFile, openRegularFile } from '../files/regular-file.ts';
import { HistoryError } from './history-error.ts';

const pieceBytes = 1 << 20;
const maximumLineBytes = 256 << 20;
const newline = 0x0a;
/** Bytes after the last line that may be looked at, whatever is in them. */
const slackBytes = 16;

/** Whole lines in `bytes[0]` to `bytes[end - 1]`, which is a newline. */
export interface Piece {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly end: number;
  /** Where in the file `bytes[0]` is. */
  readonly offset: number;
  /** Which part of the file has been read with this piece, from 0 to 1. */
  readonly progress: number;
  /** False for a last line whose newline is not in the file. */
  readonly complete: boolean;
}

/**
 * Calls back with all lines of a file, in pieces; the bytes are good only until the call returns.
 * @throws {HistoryError} when the file cannot be read or a line is longer than 256 MiB
 */
export function forEachPiece(path: string, onPiece: (piece: Piece) => void): void {
  const { descriptor, sizeBytes } = openHistory(path);
  try {
    let bytes: Buffer = Buffer.allocUnsafe(pieceBytes);
    let view = viewOf(bytes);
    let offset = 0;
    const progressAt = (position: number): number => Math.min(1, position / Math.max(1, sizeBytes));
    /** Bytes of a line whose end is not yet read, at the start of `bytes`. */
    let rest = 0;
    for (;;) {
      if (bytes.length - rest < pieceBytes / 2) {
        bytes = enlarged(bytes, rest);
        view = viewOf(bytes);
      }
      // What is appended meanwhile belongs to a later reading.
      const room = Math.min(bytes.length - rest - slackBytes, sizeBytes - offset - rest);
      const length = readHistoryBytes(path, descriptor, bytes, rest, room, null);
      if (length === 0) break;
      const filled = rest + length;
      const end = bytes.subarray(rest, filled).lastIndexOf(newline) + 1;
      if (end === 0) {
        rest = filled;
        if (rest > maximumLineBytes) throw new HistoryError(`${path} has a line of more than 256 MiB.`);
        continue;
      }
      onPiece({
        bytes,
        view,
        end: rest + end,
        offset,
        progress: progressAt(offset + rest + end),
        complete: true,
      });
      bytes.copyWithin(0, rest + end, filled);
      offset += rest + end;
      rest = length - end;
    }
    if (rest === 0) return;
    bytes[rest] = newline;
    onPiece({ bytes, view, end: rest + 1, offset, progress: 1, complete: false });
  } finally {
    closeSync(descriptor);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function enlarged(bytes: Buffer, used: number): Buffer {
  const larger = Buffer.allocUnsafe(bytes.length * 2);
  bytes.copy(larger, 0, 0, used);
  return larger;
}

/** @throws {HistoryError} */
export function openHistory(path: string): OpenedFile {
  try {
    return openRegularFile(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new HistoryError(error.isMissing ? `There is no history at ${path}.` : error.message);
  }
}

/** As readSync. @throws {HistoryError} */
export function readHistoryBytes(
  path: string,
  descriptor: number,
  bytes: Buffer,
  at: number,
  length: number,
  position: number | null,
): number {
  try {
    return readSync(descriptor, bytes, at, length, position);
  } catch (error) {
    throw new HistoryError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
