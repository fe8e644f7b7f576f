// The one door to files that a person names, or that lie in a folder which came from elsewhere. A name may lead to a pipe
// that nobody writes to, to a device without an end, or to more than fits into memory: only ordinary files are opened,
// never waited for, and read up to a bound.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** A file that cannot be read, or that is not to be. */
export class FileError extends Error {
  constructor(
    readonly path: string,
    /** A clause for the end of a sentence, without its full stop: `it is a directory, not a file`. */
    readonly reason: string,
    /** Whether there is nothing at all under this name. */
    readonly isMissing = false,
  ) {
    super(`${path} cannot be read: ${reason}.`);
    this.name = 'FileError';
  }
}

export interface OpenedFile {
  /** To be closed by whoever opened it. */
  readonly descriptor: number;
  readonly sizeBytes: number;
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  // Neither is there one below a file that is no folder, such as a bundle.
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its links lead in a circle, or to where they may not',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name has a NUL character',
  EMFILE: 'too many files are open: raise `ulimit -n`',
  ENXIO: 'it is a device or a socket, not a file',
  EIO: 'its disk cannot read it',
};

/** @throws {FileError} */
function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new FileError(path, systemReasons[code] ?? message.replaceAll(/\s+/g, ' '), isMissing);
  }
}

/** What something is that is no file; `null` for a file. */
function otherKind(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

/**
 * Opens an ordinary file for reading, without ever waiting.
 * @param flags added to those of opening, such as `O_NOFOLLOW`
 * @throws {FileError} when there is none, it may not be read, or it is a pipe, a device, a directory, a socket, or made up
 *   by the kernel as it is read, as those below /proc are
 */
export function openRegularFile(path: string, flags = 0): OpenedFile {
  return attempt(path, () => {
    const refuse = (found: Stats): void => {
      const kind = otherKind(found);
      if (kind !== null) throw new FileError(path, `it is ${kind}, not a file`);
    };
    // Before it is opened as well: opening alone does something to some devices.
    refuse(statSync(path));
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | flags);
    try {
      const found = fstatSync(descriptor);
      refuse(found);
      if (found.size === 0) refuseMadeUp(path, descriptor);
      return { descriptor, sizeBytes: found.size };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  });
}

/** For a file that is read later, and perhaps elsewhere. @throws {FileError} as openRegularFile */
export function requireRegularFile(path: string): void {
  closeSync(openRegularFile(path).descriptor);
}

/** An empty file with something in it has no size that could be trusted, and often no end. */
function refuseMadeUp(path: string, descriptor: number): void {
  let length = 1;
  try {
    length = readSync(descriptor, Buffer.alloc(1), 0, 1, 0);
  } catch {
    // Neither can it be read.
  }
  if (length > 0) throw new FileError(path, 'it is no ordinary file, but made up by the kernel');
}

/**
 * The content of a whole file.
 * @param bytesMax the largest file that is read
 * @throws {FileError} as openRegularFile, and for a file that is larger
 */
export function readRegularFile(path: string, bytesMax: number, flags = 0): Buffer {
  const { descriptor, sizeBytes } = openRegularFile(path, flags);
  try {
    if (sizeBytes > bytesMax) throw new FileError(path, `it is larger than ${bytesText(bytesMax)}`);
    return attempt(path, () => {
      const content = Buffer.alloc(sizeBytes);
      let filled = 0;
      // What is appended meanwhile belongs to a later reading.
      while (filled < sizeBytes) {
        const length = readSync(descriptor, content, filled, sizeBytes - filled, filled);
        if (length === 0) break;
        filled += length;
      }
      return content.subarray(0, filled);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a whole file, without the mark that some editors begin one with. @throws {FileError} as readRegularFile */
export function readTextFile(path: string, bytesMax: number, flags = 0): string {
  return new TextDecoder('utf-8').decode(readRegularFile(path, bytesMax, flags));
}

/** A bound for people, exact: `4 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value} ${units[unit]}`;
}
