// The page of a saved run, made of the files in its folder.

import { readFile } from 'node:fs/promises';
import type { History } from '../../history/history.ts';
import { historyOfRun } from '../../store/history-of-run.ts';
import type { SavedRun } from '../../store/open-run.ts';
import { readProgress } from '../../store/progress.ts';
import { readNodeLogs } from '../../store/read-node-logs.ts';
import { pageAssets } from './page-assets.ts';
import { renderPage } from './render-page.ts';

/**
 * The page as HTML.
 * @param known the history of the run, where it has been read already
 * @throws {HistoryError} when the history cannot be understood
 */
export async function pageOfRun(
  { files, name, time, plan, results }: SavedRun,
  known?: History,
): Promise<string> {
  const [history, logs, runLog, progress, assets] = await Promise.all([
    known ?? historyOfRun(files.history),
    readNodeLogs(files.nodes),
    readFile(files.log, 'utf8').catch(() => ''),
    readProgress(files.progress),
    pageAssets('run'),
  ]);
  return renderPage({ name, time, plan, results, history, logs, runLog, progress }, assets);
}
