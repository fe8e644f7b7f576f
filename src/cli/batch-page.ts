// The page of a saved batch of seeds, written into its folder.

import { pageOfBatch } from '../report/batch-page/page-of-batch.ts';
import type { Screen } from '../report/screen.ts';
import { writeFileAtomically } from '../store/atomic-write.ts';
import type { SavedBatch } from '../store/batch.ts';
import type { SavedRun } from '../store/open-run.ts';
import { messageOf } from './failure.ts';
import { shownPath } from './repository.ts';

/** Writes `report.html`. @throws {StoreError} when it cannot be written */
export async function writeBatchPage(
  run: Pick<SavedRun, 'plan' | 'files'>,
  saved: SavedBatch,
): Promise<void> {
  await writeFileAtomically(run.files.page, await pageOfBatch(run, saved));
}

/** The same at the end of a batch, which counts also where there can be no page. */
export async function saveBatchPage(
  run: Pick<SavedRun, 'plan' | 'files'>,
  saved: SavedBatch,
  { line, paint }: Screen,
): Promise<void> {
  try {
    await writeBatchPage(run, saved);
    line(`${paint.dim('page')}  ${shownPath(run.files.page)}`);
  } catch (error) {
    line(paint.yellow(`There is no page of this batch: ${messageOf(error)}`));
  }
}
