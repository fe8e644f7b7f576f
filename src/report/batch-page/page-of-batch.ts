// The page of a batch of seeds: one file that needs nothing else, what matters most at its top.

import { basename } from 'node:path';
import { summarizeBatch } from '../../batch/tally.ts';
import type { SavedBatch } from '../../store/batch.ts';
import type { SavedRun } from '../../store/open-run.ts';
import { batchVerdict } from '../batch-verdict.ts';
import { chaptersOf } from '../page/chapters.ts';
import { html, trustedMarkup } from '../page/markup.ts';
import { pageAssets } from '../page/page-assets.ts';
import { pageHead } from '../page/page-head.ts';
import type { PageAssets } from '../page/page-input.ts';
import { copiedNote } from '../page/replay-commands.ts';
import { relativeAddress } from '../suite-page/page-of-suite.ts';
import { batchHeadline, planSection } from './batch-headline.ts';
import type { BatchPageInput } from './batch-page-input.ts';
import { conditionsSection, failuresSection, seedsSection } from './seeds-sections.ts';

/** The page as HTML. @param addressOf where the pages of its runs are */
export async function pageOfBatch(
  { plan, files }: Pick<SavedRun, 'plan' | 'files'>,
  saved: SavedBatch,
  addressOf: BatchPageInput['addressOf'] = relativeAddress,
): Promise<string> {
  const time = basename(files.directory);
  return renderBatchPage(
    { saved, summary: summarizeBatch(saved), plan, time, addressOf },
    await pageAssets('suite'),
  );
}

/** Every text of the batch is escaped; the policy lets the browser run and load `assets` alone. */
export function renderBatchPage(input: BatchPageInput, assets: PageAssets): string {
  const { contents, body } = chaptersOf([
    { id: 'failures', title: 'Failures', content: failuresSection(input) },
    { id: 'conditions', title: 'Conditions', content: conditionsSection(input) },
    { id: 'plan', title: 'Plan', content: planSection(input) },
    { id: 'seeds', title: 'All seeds', content: seedsSection(input) },
  ]);
  const { exitCode } = batchVerdict(input.summary);
  return html`${pageHead(`Batch ${input.plan.name} ${input.time}: exit code ${exitCode}`, assets)}
<body>
<a class="skip" href="#plan">To the plan</a>
${batchHeadline(input)}
${contents}
<main>
${body}</main>
${copiedNote}
<script>${trustedMarkup(assets.script)}</script>
</body>
</html>
`.markup;
}
