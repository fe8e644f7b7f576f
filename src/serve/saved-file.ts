// Opens a file of the results folder for reading: only what lies there once every link is followed, and only files.

import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isPlainName } from './request.ts';

/** The real path of something below `root`, or `null` where there is no such thing or it lies elsewhere. */
export async function realPathBelow(root: string, names: readonly string[]): Promise<string | null> {
  if (names.length === 0 || !names.every(isPlainName)) return null;
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, ...names))]);
    return real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep) ? real : null;
  } catch {
    return null;
  }
}

export interface OpenedFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/** The file, to be closed by whoever asked; `null` where there is none that may be read. */
export async function openBelow(root: string, names: readonly string[]): Promise<OpenedFile | null> {
  const path = await realPathBelow(root, names);
  if (path === null) return null;
  try {
    // Without waiting, since a pipe nobody writes to would never open.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (found.isFile()) return { handle, size: found.size };
    await handle.close();
  } catch {
    // It went away, or may not be read.
  }
  return null;
}
