// Something is wrong with the folder of saved runs: one sentence for a person.

export class StoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreError';
  }
}

/** What a failed file operation means to a person. */
export function storeErrorOf(path: string, doing: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError(
      `The disk is full: ${path} cannot be ${doing} (${code}). Free some space there and run again.`,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StoreError(`${path} cannot be ${doing}: this user may not write there (${code}).`);
  }
  return new StoreError(`${path} cannot be ${doing}: ${message}.`);
}
