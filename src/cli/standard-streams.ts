// Standard output and standard error as a command needs them: nothing that becomes of what is printed ends it, delays it or
// changes what it found. A reader that goes away is nobody's fault; anything else that keeps text from arriving is told.

import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** What became of the two streams. */
export interface StandardStreams {
  /** Why standard output did not take all of it; `null` where it did, or where its reader went away. */
  outputError(): NodeJS.ErrnoException | null;
}

/** Its reader has seen enough, as in `ordeal ls | head -1`, or its terminal was closed. */
export function readerIsGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && process.stdout.isTTY);
}

/** Listens from the first byte on; to be called once, before anything is printed. */
export function watchStandardStreams(): StandardStreams {
  let first: NodeJS.ErrnoException | null = null;
  writeWholly(process.stdout, 1);
  writeWholly(process.stderr, 2);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone(error)) first ??= error;
  });
  process.stderr.on('error', () => undefined);
  return { outputError: () => first };
}

/**
 * A stream of Node over a file writes once and takes it for done, also where the disk had room for a part only. The
 * streams over pipes and terminals go on by themselves.
 */
function writeWholly(stream: Writable, descriptor: number): void {
  const kind = fstatSync(descriptor);
  const isPlain = kind.isFile() || (kind.isCharacterDevice() && !('isTTY' in stream));
  if (!isPlain) return;
  stream._write = (chunk: Buffer, _encoding, done) => {
    try {
      for (let written = 0; written < chunk.length; )
        written += writeSync(descriptor, chunk, written, chunk.length - written);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

/**
 * Writes a text that somebody asked for to standard output, and waits until it is taken. A reader that goes away has what it
 * wanted.
 * @throws {NodeJS.ErrnoException} where it cannot be written whole
 */
export function writeOutput(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined || readerIsGone(error)) resolve();
      else reject(error);
    });
  });
}
