// What lies in a place that everybody may write to, such as the temporary directory, is believed only where nobody but
// this user, or root for everybody, can have put it there: its owner and its mode say so, and it is no link.

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';

const othersMayWrite = 0o022;
const stickyBit = 0o1000;

/** Whether `path` is a directory of this user's, itself and not through a link, that nobody else may write to. */
export function isPrivateDirectory(path: string): boolean {
  try {
    const found = lstatSync(path);
    return found.isDirectory() && isPrivate(found);
  } catch {
    return false;
  }
}

/**
 * Whether entries of the directory stay what they are: nobody but their owners can replace them. As in `/tmp`, whose
 * sticky bit says so, and in any directory that others may not write to.
 */
export function keepsEntriesApart(path: string): boolean {
  try {
    const { mode } = lstatSync(path);
    return (mode & othersMayWrite) === 0 || (mode & stickyBit) !== 0;
  } catch {
    return false;
  }
}

/**
 * The text of a file of this user's that nobody else may write to; `null` where there is none, where it is a link, has
 * another owner or other names, is no plain file, or is longer than `bytesMax`.
 */
export function readPrivateFile(path: string, bytesMax: number): string | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    if (!found.isFile() || found.nlink !== 1 || !isPrivate(found) || found.size > bytesMax) return null;
    const bytes = Buffer.alloc(found.size);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Where the system knows no users, whoever can see a file is its owner. */
function isPrivate({ uid, mode }: Stats): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & othersMayWrite) === 0);
}
