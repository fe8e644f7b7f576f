// What was written to a stream so far: `read` gives one piece at a time from Node 26 on, and all of them before.

import type { PassThrough } from 'node:stream';

/** Takes all that waits in the stream. */
export function writtenText(stream: PassThrough): string {
  let text = '';
  for (let piece: unknown = stream.read(); piece !== null; piece = stream.read()) text += String(piece);
  return text;
}
