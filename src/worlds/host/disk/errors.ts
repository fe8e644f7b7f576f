// Error numbers for the kernel, from whatever was thrown.

import { constants } from 'node:os';

/** The errno(3) of a system error or of a `FileSystemError`; EIO for anything else. */
export function errnoOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return errnoOfCode(typeof code === 'string' ? code : 'EIO');
}

export function errnoOfCode(code: string): number {
  const numbers: Readonly<Record<string, number>> = constants.errno;
  return numbers[code] ?? constants.errno.EIO;
}
