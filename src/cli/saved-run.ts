// What a person means by "that run": a saved run by its name, path or bundle, or a history file on its own.

import { stat } from 'node:fs/promises';
import { requireRegularFile } from '../files/regular-file.ts';
import { isBundle } from '../store/bundle/unpack-run.ts';
import { openRun, type SavedRun } from '../store/open-run.ts';
import { resultsDirectory } from './results-directory.ts';

export interface SavedHistory {
  /** The history file. */
  readonly history: string;
  /** The run it belongs to; `null` for a history on its own. */
  readonly run: SavedRun | null;
}

/**
 * Finds what `target` names.
 * @throws {StoreError} when there is nothing, or the run's files are broken
 * @throws {FileError} for a pipe, a device and the like
 */
export async function findSavedHistory(target: string): Promise<SavedHistory> {
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory() === false && !isBundle(target)) {
    requireRegularFile(target);
    return { history: target, run: null };
  }
  const run = await openRun(resultsDirectory(), target);
  return { history: run.files.history, run };
}
