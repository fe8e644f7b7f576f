// The bytes of one file in the directory under the mount, where they are kept.

import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

export interface StoredContent {
  /** Up to `length` bytes; fewer at the end of the file. */
  read(offset: number, length: number): Buffer;
  write(offset: number, bytes: Uint8Array): void;
  setLength(length: number): void;
}

/** Reads all that is asked for, and no more than there is. */
export function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** @throws as the disk under the mount does, ENOSPC for one. */
export function writeAt(descriptor: number, offset: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
}

/** Runs `work` on the content of the file at `path`. */
export function withContent<Value>(path: string, work: (content: StoredContent) => Value): Value {
  const descriptor = openSync(path, 'r+');
  try {
    return work({
      read: (offset, length) => readAt(descriptor, offset, length),
      write: (offset, bytes) => writeAt(descriptor, offset, bytes),
      setLength: (length) => ftruncateSync(descriptor, length),
    });
  } finally {
    closeSync(descriptor);
  }
}
