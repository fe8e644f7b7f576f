// What continuous integration collects of `ordeal run`: a JUnit file where one is asked for, and annotations and a summary
// where GitHub Actions runs it.

import { stat } from 'node:fs/promises';
import { annotationLines, jobSummary, mostSummaryBytes } from '../report/github.ts';
import { junitXml } from '../report/junit.ts';
import type { Screen } from '../report/screen.ts';
import type { TestSuite } from '../report/test-cases.ts';
import { addToNamedFile, requireWritable, writeNamedFile } from '../store/named-file.ts';
import { messageOf, usageFailure } from './failure.ts';

/**
 * Looks whether a file that a flag names can be written: better before a long run than after it.
 * @throws {CommandFailure} when it cannot
 */
export async function requireFile(flag: string, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  await requireWritable(file).catch((error: unknown) => {
    throw usageFailure(`${flag} is "${file}": ${messageOf(error)}`);
  });
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
  if (junit !== undefined) await writeNamedFile(junit, junitXml(suites));
}

async function addToSummary(path: string, suites: readonly TestSuite[]): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  await addToNamedFile(path, jobSummary(suites, mostSummaryBytes - size));
}
