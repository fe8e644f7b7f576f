// The page of a saved run, made of the files in its folder.

import { FileError, readTextFile } from '../../files/regular-file.ts';
import { type History, historyInMemory } from '../../history/history.ts';
import { HistoryError } from '../../history/history-error.ts';
import { historyOfRun } from '../../store/history-of-run.ts';
import type { SavedRun } from '../../store/open-run.ts';
import { readProgress } from '../../store/progress.ts';
import { readNodeLogs } from '../../store/read-node-logs.ts';
import { withoutTrust } from '../../store/trusted-results.ts';
import { pageAssets } from './page-assets.ts';
import { renderPage } from './render-page.ts';

const longestLogBytes = 64 << 20;

/**
 * The page as HTML.
 * @param known the history of the run, where it has been read already
 * @param fileAddress where the files of the run are; beside the page by default
 */
export async function pageOfRun(
  { files, name, time, plan, results }: SavedRun,
  known?: History,
  fileAddress = (path: string): string => path.split('/').map(encodeURIComponent).join('/'),
): Promise<string> {
  const [{ history, problem }, logs, progress, assets] = await Promise.all([
    known === undefined ? readableHistory(files.history) : { history: known, problem: null },
    readNodeLogs(files.nodes),
    readProgress(files.progress),
    pageAssets('run'),
  ]);
  const runLog = runLogText(files.log);
  const problems = problem === null ? [] : [problem];
  const trusted = results === null ? null : withoutTrust(results, problems);
  const run = { name, time, plan, results: trusted, history, logs, runLog, progress };
  return renderPage({ ...run, fileAddress, problems: trusted?.problems ?? problems }, assets);
}

/** A history that cannot be understood is none, and the page says why: an older page would go on saying what it said. */
async function readableHistory(path: string): Promise<{ history: History; problem: string | null }> {
  try {
    return { history: await historyOfRun(path), problem: null };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return { history: historyInMemory([]), problem: `The history cannot be read: ${error.message}` };
  }
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
