// Lines of a file of any size, in pieces of a megabyte: memory is bounded by the piece and the longest line.

import { closeSync, openSync, readSync } from 'node:fs';
import { HistoryError } from './history-error.ts';

const pieceBytes = 1 << 20;
const maximumLineBytes = 64 << 20;
const newline = 0x0a;

/**
 * Calls back with each line, without its newline, and whether a newline ended it (only the last line may lack one).
 * Text is decoded as UTF-8; a line never breaks a character.
 * @throws {HistoryError} when the file cannot be read or a line is longer than 64 MiB
 */
export function forEachLine(path: string, onLine: (line: string, complete: boolean) => void): void {
  const descriptor = open(path);
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    let rest: Buffer[] = [];
    let restBytes = 0;
    for (;;) {
      const length = read(path, descriptor, piece);
      if (length === 0) break;
      const end = piece.lastIndexOf(newline, length - 1);
      // lastIndexOf looks from the given offset backwards, so `end` is within what was read.
      if (end === -1) {
        rest.push(Buffer.from(piece.subarray(0, length)));
        restBytes += length;
        if (restBytes > maximumLineBytes) throw new HistoryError(`${path} has a line of more than 64 MiB.`);
        continue;
      }
      const whole = Buffer.concat([...rest, piece.subarray(0, end)]).toString('utf8');
      for (const line of whole.split('\n')) onLine(line, true);
      rest = [Buffer.from(piece.subarray(end + 1, length))];
      restBytes = length - end - 1;
    }
    if (restBytes > 0) onLine(Buffer.concat(rest).toString('utf8'), false);
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new HistoryError(
      missing ? `There is no history at ${path}.` : `${path} cannot be read: ${(error as Error).message}.`,
    );
  }
}

function read(path: string, descriptor: number, piece: Buffer): number {
  try {
    return readSync(descriptor, piece);
  } catch (error) {
    throw new HistoryError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
