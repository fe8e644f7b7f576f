// What a person means by "that run" or "that history": a saved run by its name, path or bundle; or a history on its own,
// in a file, a folder of a Jepsen store, or on standard input.

import { stat } from 'node:fs/promises';
import { requireRegularFile } from '../files/regular-file.ts';
import { isBundle } from '../store/bundle/unpack-run.ts';
import { historyInFolder } from '../store/history-in-folder.ts';
import { openRun, type SavedRun } from '../store/open-run.ts';
import { StoreError } from '../store/store-error.ts';
import { resultsDirectory } from './results-directory.ts';
import { type HistoryFile, isGzipFile, spoolGzip, spoolStandardInput } from './spooled-history.ts';

export interface SavedHistory {
  readonly history: HistoryFile;
  /** The run it belongs to; `null` for a history on its own. */
  readonly run: SavedRun | null;
}

/** Stands for standard input. */
export const standardInput = '-';

/**
 * Finds what `target` names. The history is to be closed.
 * @throws {StoreError} when there is nothing, or the run's files are broken
 * @throws {FileError} for a pipe, a device and the like
 * @throws {HistoryError} for a gzip that is damaged
 */
export async function findSavedHistory(target: string): Promise<SavedHistory> {
  if (target === standardInput) return { history: await spoolStandardInput(), run: null };
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory() === false && !isBundle(target)) {
    requireRegularFile(target);
    return { history: await historyFile(target), run: null };
  }
  try {
    const run = await openRun(resultsDirectory(), target);
    return { history: plain(run.files.history), run };
  } catch (error) {
    // A folder that is no run of ours may be somebody else's.
    const history =
      found?.isDirectory() === true && error instanceof StoreError ? await historyInFolder(target) : null;
    if (history === null) throw error;
    return { history: await historyFile(history), run: null };
  }
}

async function historyFile(path: string): Promise<HistoryFile> {
  return isGzipFile(path) ? spoolGzip(path) : plain(path);
}

function plain(path: string): HistoryFile {
  return { path, name: path, close: async () => undefined };
}
