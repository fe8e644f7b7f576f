// The page of a saved run, made of the files in its folder.

import { FileError, readTextFile } from '../../files/regular-file.ts';
import type { History } from '../../history/history.ts';
import { historyOfRun } from '../../store/history-of-run.ts';
import type { SavedRun } from '../../store/open-run.ts';
import { readProgress } from '../../store/progress.ts';
import { readNodeLogs } from '../../store/read-node-logs.ts';
import { pageAssets } from './page-assets.ts';
import { renderPage } from './render-page.ts';

const longestLogBytes = 64 << 20;

/**
 * The page as HTML.
 * @param known the history of the run, where it has been read already
 * @throws {HistoryError} when the history cannot be understood
 */
export async function pageOfRun(
  { files, name, time, plan, results }: SavedRun,
  known?: History,
): Promise<string> {
  const [history, logs, progress, assets] = await Promise.all([
    known ?? historyOfRun(files.history),
    readNodeLogs(files.nodes),
    readProgress(files.progress),
    pageAssets('run'),
  ]);
  const runLog = runLogText(files.log);
  return renderPage({ name, time, plan, results, history, logs, runLog, progress }, assets);
}

/** What the harness said; nothing where that cannot be read. */
function runLogText(path: string): string {
  try {
    return readTextFile(path, longestLogBytes);
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}
