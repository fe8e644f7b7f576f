// The page of a saved run, written into its folder.

import { readFile } from 'node:fs/promises';
import type { History } from '../history/history.ts';
import { pageAssets } from '../report/page/page-assets.ts';
import { renderPage } from '../report/page/render-page.ts';
import type { Screen } from '../report/screen.ts';
import { writeFileAtomically } from '../store/atomic-write.ts';
import { readRun, type SavedRun } from '../store/open-run.ts';
import { readNodeLogs } from '../store/read-node-logs.ts';
import type { RunFiles } from '../store/run-files.ts';
import { messageOf } from './failure.ts';
import { historyOfRun } from './judge-history.ts';
import { shownPath } from './repository.ts';

/**
 * Writes `report.html`.
 * @param known the history of the run, where it has been read already
 * @throws {HistoryError} when the history cannot be understood
 * @throws {StoreError} when the page cannot be written
 */
export async function writeRunPage(
  { files, name, time, plan, results }: SavedRun,
  known?: History,
): Promise<void> {
  const [history, logs, runLog, assets] = await Promise.all([
    known ?? historyOfRun(files.history),
    readNodeLogs(files.nodes),
    readFile(files.log, 'utf8').catch(() => ''),
    pageAssets(),
  ]);
  await writeFileAtomically(
    files.page,
    renderPage({ name, time, plan, results, history, logs, runLog }, assets),
  );
}

/** The same at the end of a run, which counts also where there can be no page. */
export async function saveRunPage(
  { directory, page }: RunFiles,
  screen: Screen,
  history: History,
): Promise<void> {
  try {
    await writeRunPage(await readRun(directory), history);
    screen.line(`${screen.paint.dim('page')}  ${shownPath(page)}`);
  } catch (error) {
    screen.line(screen.paint.yellow(`There is no page of this run: ${messageOf(error)}`));
  }
}
