// `ordeal report`: the page of a saved run, made again from its files.

import type { Command } from 'commander';
import { readBatch } from '../store/batch.ts';
import { openRun } from '../store/open-run.ts';
import { usageFailure } from './failure.ts';
import { type JsonFlag, openScreen, printJson } from './output.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { writeRunPage } from './run-page.ts';

async function report(target: string, flags: JsonFlag): Promise<void> {
  const run = await openRun(resultsDirectory(), target);
  if (run.results === null && (await readBatch(run.files.directory)) !== null) {
    throw usageFailure(
      `${target} is a batch of seeds, not one run: ask for the page of one of the runs that \`./ordeal check ${target}\` names.`,
    );
  }
  await writeRunPage(run);
  if (flags.json === true) printJson({ page: run.files.page });
  else openScreen(flags).line(shownPath(run.files.page));
}

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the page of a saved run, report.html in its folder')
    .argument('<run>', 'a saved run (a name under results/ or a path), or a bundle')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(report);
}
