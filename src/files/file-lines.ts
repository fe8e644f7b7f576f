// The lines of a file one after the other: memory is bounded by the longest line that is kept, whatever the file holds.

import { closeSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { type OpenedFile, openRegularFile } from './regular-file.ts';

const readPiece = promisify(read);
const pieceBytes = 1 << 16;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a file as it was when it was opened, without their ends. A last line without one is a line too.
 * @param lineBytesMax what is beyond that in a line is left out
 * @throws {FileError} as openRegularFile
 */
export async function* fileLines(path: string, lineBytesMax: number, flags = 0): AsyncGenerator<string> {
  yield* linesOfOpened(openRegularFile(path, flags), lineBytesMax);
}

/** The same of a file that is open; it is closed at the end. */
export async function* linesOfOpened(
  { descriptor, sizeBytes }: OpenedFile,
  lineBytesMax: number,
): AsyncGenerator<string> {
  const piece = Buffer.alloc(Math.min(pieceBytes, Math.max(1, sizeBytes)));
  let line: Buffer[] = [];
  let lineBytes = 0;
  const keep = (part: Buffer): void => {
    const kept = part.subarray(0, lineBytesMax - lineBytes);
    // A copy, since the piece is read into again.
    if (kept.length > 0) line.push(Buffer.from(kept));
    lineBytes += kept.length;
  };
  const take = (): string => {
    const whole = Buffer.concat(line);
    line = [];
    lineBytes = 0;
    return whole.toString('utf8', 0, whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length);
  };
  try {
    let offset = 0;
    let isEnded = true;
    while (offset < sizeBytes) {
      const wanted = Math.min(piece.length, sizeBytes - offset);
      const { bytesRead } = await readPiece(descriptor, piece, 0, wanted, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      let from = 0;
      for (;;) {
        const to = piece.indexOf(newline, from);
        if (to === -1 || to >= bytesRead) break;
        keep(piece.subarray(from, to));
        yield take();
        from = to + 1;
      }
      keep(piece.subarray(from, bytesRead));
      isEnded = from === bytesRead && bytesRead > 0;
    }
    if (!isEnded) yield take();
  } finally {
    closeSync(descriptor);
  }
}
