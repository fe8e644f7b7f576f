// What was written to a stream so far: `read` gives one piece at a time from Node 26 on, and all of them before.

import type { PassThrough } from 'node:stream';

/** Takes all that waits in the stream. */
export function writtenText(stream: PassThrough): string {
  const pieces: Buffer[] = [];
  for (let piece = take(stream); piece !== null; piece = take(stream)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const take = (stream: PassThrough): Buffer | null => stream.read() as Buffer | null;
