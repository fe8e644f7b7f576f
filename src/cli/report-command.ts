// `ordeal report`: the page of a saved run or suite, made again from its files.

import type { Command } from 'commander';
import { readBatch } from '../store/batch.ts';
import { openRun, withLookedAtEvidence } from '../store/open-run.ts';
import { findSuite } from '../store/suite.ts';
import { usageFailure } from './failure.ts';
import { type JsonFlag, printJson, printList } from './output.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { writeRunPage } from './run-page.ts';
import { writeSuitePage } from './suite/report-suite.ts';

async function report(target: string, flags: JsonFlag): Promise<void> {
  const suite = await findSuite(resultsDirectory(), target);
  const page = suite === null ? await reportRun(target) : suite.files.page;
  if (suite !== null) await writeSuitePage(suite);
  if (flags.json === true) await printJson({ page });
  else await printList([shownPath(page)]);
}

/** Writes the page of a run; answers where it is. */
async function reportRun(target: string): Promise<string> {
  const run = await withLookedAtEvidence(await openRun(resultsDirectory(), target));
  if (run.results === null && (await readBatch(run.files.directory)) !== null) {
    throw usageFailure(
      `${target} is a batch of seeds, not one run: ask for the page of one of the runs that \`./ordeal check ${target}\` names.`,
    );
  }
  await writeRunPage(run);
  return run.files.page;
}

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the page of a saved run or suite, report.html in its folder')
    .argument('<run>', 'a saved run or suite (a name under results/ or a path), or a bundle')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(report);
}
