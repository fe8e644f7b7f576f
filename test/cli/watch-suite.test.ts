// Whoever watches a suite: a file for those outside, a screen on a terminal, lines elsewhere.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { watchSuite } from '../../src/cli/suite/watch-suite.ts';
import { createScreen } from '../../src/report/screen.ts';
import { createSuite } from '../../src/store/suite.ts';
import { readSuiteStatus } from '../../src/store/suite-status.ts';
import { writtenText } from '../report/written-text.ts';
import { savedSuite } from '../suite/saved-suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ordeal-watch-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A suite of two runs, watched by a terminal or by something else, and what that has got so far. */
async function watched(isTTY: boolean) {
  const { suite, records } = savedSuite(['valid', 'violation'], [], { end: null });
  const files = await createSuite(scratch, suite);
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120, rows: 40 });
  const screen = createScreen(stream, {});
  const watch = watchSuite({ files, suite, records, suiteMs: () => 5000, screen });
  const text = (): string => stripVTControlCharacters(writtenText(stream));
  return { watch, suite, records, files, text };
}

test('a terminal has a screen, and lines for what went wrong alone', async () => {
  const { watch, records, text } = await watched(true);
  expect(text()).toMatch(/2\/2 runs {2}00:05 {2}1 valid {2}1 violation/);
  for (const record of records) watch.ended(record);
  watch.close();
  const shown = text();
  expect(shown).toContain('violation seeds: register, seed 1: This run is violation.');
  expect(shown).not.toContain('valid seeds: register, seed 0');
});

test('elsewhere every run that ended is a line', async () => {
  const { watch, records, text } = await watched(false);
  for (const record of records) watch.ended(record);
  watch.close();
  expect(text().trim().split('\n')).toEqual([
    'valid seeds: register, seed 0',
    'violation seeds: register, seed 1: This run is violation.',
  ]);
});

test('what runs is told to those outside, until the suite ends', async () => {
  const { watch, suite, files } = await watched(false);
  const [job] = suite.jobs;
  if (job === undefined) throw new Error('no job');
  watch.begun(job, 1);
  watch.doing(job, 'load 00:01/00:02');
  await expect
    .poll(async () => (await readSuiteStatus(files))?.running)
    .toMatchObject([{ job: job.id, attempt: 1, doing: 'load 00:01/00:02' }]);
  watch.close();
  expect(existsSync(files.status)).toBe(false);
});
