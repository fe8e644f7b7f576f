// Writes to a device or a pipe without ever blocking: one that nobody reads is given up after a while.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from './store-error.ts';

const lookAgainMs = 20;
/** How long a pipe may have no reader, or a reader take nothing. */
const patienceMs = 20_000;

/** @throws {StoreError} where nobody reads @throws {Error} of the operating system */
export async function writeStream(path: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const file = await openStream(path);
  try {
    for (const piece of pieces) await writeToStream(file, piece, path);
  } finally {
    await file.close();
  }
}

async function patiently<Value>(path: string, busy: string, work: () => Promise<Value>): Promise<Value> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== busy) throw error;
      if (performance.now() > deadlineMs)
        throw new StoreError(
          `${path} cannot be written: nobody has read from it for ${patienceMs / 1000} s.`,
        );
    }
    await sleep(lookAgainMs);
  }
}

/** A pipe without a reader refuses with ENXIO. */
export function openStream(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  return patiently(path, 'ENXIO', () => open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY));
}

/** @throws {StoreError} where nobody reads */
export async function writeToStream(
  file: FileHandle,
  piece: string | Uint8Array,
  path: string,
): Promise<void> {
  const bytes = Buffer.from(piece as Uint8Array);
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await patiently(path, 'EAGAIN', () => file.write(bytes, written));
    written += bytesWritten;
  }
}
