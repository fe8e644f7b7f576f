// `ordeal suite merge`: the shards of a suite, from wherever their results were collected, as one.

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { suiteOfFailure } from '../../report/test-cases.ts';
import { adoptRuns } from '../../store/adopt-runs.ts';
import { findSuitesBelow } from '../../store/find-suites.ts';
import { StoreError } from '../../store/store-error.ts';
import { createSuite, type JobRecord, rewriteJobs, type SavedSuite, saveSuite } from '../../store/suite.ts';
import { mergeShards } from '../../suite/merge.ts';
import { messageOf } from '../failure.ts';
import { takeAll } from '../failure-of.ts';
import { openScreen } from '../output.ts';
import { shownPath } from '../repository.ts';
import { resultsDirectory } from '../results-directory.ts';
import { requireFile, writeTestReports } from '../test-reports.ts';
import { reportSuite } from './report-suite.ts';

interface MergeFlags {
  readonly junit?: string;
  readonly json?: boolean;
}

/** A folder by its path, or by its name under `results/`. */
function folderOf(wanted: string): string {
  const saved = join(resultsDirectory(), wanted);
  return !existsSync(wanted) && existsSync(saved) ? saved : resolve(wanted);
}

async function shardsIn(wanted: readonly string[]): Promise<readonly SavedSuite[]> {
  const found = new Map<string, SavedSuite>();
  for (const one of wanted) {
    const suites = await findSuitesBelow(folderOf(one));
    if (suites.length === 0) throw new StoreError(`${one} holds no suite.`);
    for (const suite of suites) found.set(suite.files.directory, suite);
  }
  return [...found.values()].filter(({ suite }) => suite.shard !== null);
}

async function merge(wanted: readonly string[], flags: MergeFlags): Promise<void> {
  await requireFile('--junit', flags.junit);
  const screen = openScreen(flags);
  const root = resultsDirectory();
  let isReported = false;
  try {
    const shards = await shardsIn(wanted);
    const adopted: { readonly where: string; readonly saved: SavedSuite }[] = [];
    // Whether they belong together is known before anything is copied.
    mergeShards(shards.map((saved) => ({ where: shownPath(saved.files.directory), saved })));
    for (const saved of shards) {
      const { directory } = saved.files;
      const { records, missing } = await adoptRuns(saved.records, dirname(dirname(directory)), root);
      if (missing > 0)
        screen.line(`${missing} saved runs of ${shownPath(directory)} are not beside it: they are left out.`);
      adopted.push({ where: shownPath(directory), saved: { ...saved, records } });
    }
    const { suite, records } = mergeShards(adopted);
    const saved = await save(root, suite, records);
    screen.line(
      `suite ${suite.name}: ${shards.length} of ${suite.mergedShards ?? shards.length} shards, ${suite.jobs.length} runs`,
    );
    isReported = true;
    await reportSuite(saved, flags, screen);
  } catch (error) {
    if (isReported) throw error;
    const failed = suiteOfFailure(messageOf(error), new Date().toISOString());
    await takeAll([
      () => Promise.reject(error),
      () => writeTestReports([failed], flags.junit, screen, process.env),
    ]);
  }
}

/** Its end is written last: one that is killed before leaves a suite that was cut off. */
async function save(
  root: string,
  suite: SavedSuite['suite'],
  records: readonly JobRecord[],
): Promise<SavedSuite> {
  const files = await createSuite(root, { ...suite, end: null }, new Date());
  await rewriteJobs(files, records);
  await saveSuite(files, suite);
  return { files, suite, records, isTorn: false };
}

export function addMergeCommand(suite: Command): void {
  suite
    .command('merge')
    .description(
      'put the shards of a suite together, also where some are missing: one table, one page, one exit code',
    )
    .argument('<folder...>', 'folders that hold the results of the shards, somewhere below')
    .option('--junit <file>', 'write the runs as JUnit XML, a suite for each matrix')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(merge);
}
