// The page of a saved run, written into its folder.

import type { History } from '../history/history.ts';
import { pageOfRun } from '../report/page/page-of-run.ts';
import type { Screen } from '../report/screen.ts';
import { writeFileAtomically } from '../store/atomic-write.ts';
import { openRun, readRun, type SavedRun } from '../store/open-run.ts';
import type { RunFiles } from '../store/run-files.ts';
import { messageOf } from './failure.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

/**
 * Writes `report.html`.
 * @param known the history of the run, where it has been read already
 * @throws {HistoryError} when the history cannot be understood
 * @throws {StoreError} when the page cannot be written
 */
export async function writeRunPage(run: SavedRun, known?: History): Promise<void> {
  await writeFileAtomically(run.files.page, await pageOfRun(run, known));
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

/** The same for a run of a suite or a batch, whose page leads to it. */
export async function savePageOf(run: string, { line, paint }: Screen): Promise<void> {
  try {
    await writeRunPage(await openRun(resultsDirectory(), run));
  } catch (error) {
    line(paint.yellow(`There is no page of ${run}: ${messageOf(error)}`));
  }
}
