// What a suite leaves behind when it has ended: test cases for machines, its page, and the table for people.

import type { Screen } from '../../report/screen.ts';
import { suitesOfSuite } from '../../report/suite-cases.ts';
import { pageOfSuite } from '../../report/suite-page/page-of-suite.ts';
import { writeFileAtomically } from '../../store/atomic-write.ts';
import type { SavedSuite } from '../../store/suite.ts';
import { summarizeSuite } from '../../suite/summary.ts';
import { messageOf } from '../failure.ts';
import { takeAll } from '../failure-of.ts';
import { printJson, printLines } from '../output.ts';
import { shownPath } from '../repository.ts';
import { againCommand } from '../run-request.ts';
import { writeTestReports } from '../test-reports.ts';
import { suiteLines } from './suite-lines.ts';

/** Writes `report.html`. @throws {StoreError} when it cannot be written */
export async function writeSuitePage(saved: SavedSuite): Promise<void> {
  await writeFileAtomically(saved.files.page, await pageOfSuite(saved));
}

async function saveSuitePage(saved: SavedSuite, { line, paint }: Screen): Promise<void> {
  try {
    await writeSuitePage(saved);
    line(`${paint.dim('page')}  ${shownPath(saved.files.page)}`);
  } catch (error) {
    line(paint.yellow(`There is no page of this suite: ${messageOf(error)}`));
  }
}

/**
 * Tells and writes down what a suite came to, and ends the command with its exit code.
 * @throws {AggregateError} of what could not be written
 */
export async function reportSuite(
  saved: SavedSuite,
  flags: { readonly junit?: string; readonly json?: boolean },
  screen: Screen,
): Promise<void> {
  const summary = summarizeSuite(saved);
  process.exitCode = summary.exitCode;
  const planOf = new Map(saved.suite.jobs.map(({ id, plan }) => [id, plan]));
  const cases = suitesOfSuite(saved, summary, ({ job, run }) => {
    const plan = planOf.get(job);
    return {
      again: plan === undefined ? '' : againCommand(plan),
      saved: run === null ? null : `results/${run}`,
    };
  });
  printLines(screen, suiteLines(summary, screen));
  await saveSuitePage(saved, screen);
  screen.line(`${screen.paint.dim('saved')} ${shownPath(saved.files.directory)}`);
  if (summary.end === 'interrupted') screen.line('It goes on where it was with --resume.');
  await takeAll([
    () => writeTestReports(cases, flags.junit, screen, process.env),
    async () => {
      if (flags.json === true) await printJson({ ...summary, directory: saved.files.directory });
    },
  ]);
}
