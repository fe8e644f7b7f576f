// What continuous integration collects of `ordeal run`: a JUnit file where one is asked for, and annotations and a summary
// where GitHub Actions runs it.

import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { annotationLines, jobSummary, mostSummaryBytes } from '../report/github.ts';
import { junitXml } from '../report/junit.ts';
import type { Screen } from '../report/screen.ts';
import type { TestSuite } from '../report/test-cases.ts';
import { writeFileAtomically } from '../store/atomic-write.ts';
import { messageOf, usageFailure } from './failure.ts';

/**
 * Makes the folder of the file where it is the only one missing.
 * @throws {CommandFailure} when the file cannot be written there: better before a long run than after it
 */
export async function requireFolderOf(flag: string, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const folder = dirname(file);
  await mkdir(folder).catch(() => undefined);
  if (!(await isFolder(folder)))
    throw usageFailure(`${flag} is "${file}", but there is no folder ${folder}: make it first.`);
  if (await isFolder(file)) throw usageFailure(`${flag} is "${file}", which is a folder: name a file in it.`);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Writes what was asked for. What GitHub does not take is told and changes nothing.
 * @throws {StoreError} when the JUnit file cannot be written
 */
export async function writeTestReports(
  suites: readonly TestSuite[],
  junit: string | undefined,
  screen: Screen,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  if (environment['GITHUB_ACTIONS'] === 'true') {
    for (const line of annotationLines(suites)) screen.line(line);
    const path = environment['GITHUB_STEP_SUMMARY'] ?? '';
    if (path !== '')
      await addToSummary(path, suites).catch((error: unknown) =>
        screen.line(`job summary not written: ${messageOf(error)}`),
      );
  }
  if (junit !== undefined) await writeFileAtomically(junit, junitXml(suites));
}

async function addToSummary(path: string, suites: readonly TestSuite[]): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  await appendFile(path, jobSummary(suites, mostSummaryBytes - size));
}
