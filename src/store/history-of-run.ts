// The history of a saved run, which may be empty: when the run never came to its load.

import { closeSync } from 'node:fs';
import { FileError, openRegularFile } from '../files/regular-file.ts';
import { type History, historyInMemory } from '../history/history.ts';
import { readHistory } from '../history/read.ts';

/** Reads `history.jsonl`. @throws {HistoryError} when it cannot be understood */
export async function historyOfRun(path: string): Promise<History> {
  return isEmpty(path) ? historyInMemory([]) : readHistory(path);
}

function isEmpty(path: string): boolean {
  try {
    const { descriptor, sizeBytes } = openRegularFile(path);
    closeSync(descriptor);
    return sizeBytes === 0;
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return true;
    throw error;
  }
}
