// Results are worth what their evidence is worth: whatever is done to the files of a saved run, nobody is told "valid".

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRun, saveResults } from '../../src/store/create-run.ts';
import { readRun, withLookedAtEvidence } from '../../src/store/open-run.ts';
import type { RunResults } from '../../src/store/results.ts';
import type { RunFiles } from '../../src/store/run-files.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';
import { validResults } from './valid-results.ts';

const events = 40;
let root: string;
let files: RunFiles;

const results = validResults;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'evidence-'));
  files = await createRun(root, tinyPlan, new Date(0));
  const lines = Array.from({ length: events }, (_, index) => `{"index":${index}}\n`);
  writeFileSync(files.history, lines.join(''));
  writeFileSync(join(files.nodes, 'n1.log'), 'started\n');
  mkdirSync(join(files.nodes, 'n1', 'data'), { recursive: true });
  writeFileSync(join(files.nodes, 'n1', 'data', 'log-1'), 'bytes');
  await saveResults(files, results);
});
afterEach(() => rmSync(root, { recursive: true }));

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const writeLines = (lines: readonly string[]): void => writeFileSync(files.history, `${lines.join('\n')}\n`);
const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

/** What a list says, and what somebody says who looks into the files. */
async function outcomes() {
  const listed = await readRun(files.directory);
  const looked = await withLookedAtEvidence(listed);
  return { listed: listed.results, looked: looked.results };
}

test('an untouched run is what it was, and so is one that was copied', async () => {
  const moved = join(root, 'elsewhere');
  renameSync(files.directory, moved);
  const run = await withLookedAtEvidence(await readRun(moved));
  expect(run.results).toMatchObject({ outcome: 'valid', exitCode: 0, problems: [] });
});

test('what is no evidence may change', async () => {
  appendFileSync(files.log, 'more\n');
  writeFileSync(files.page, 'a page');
  expect((await outcomes()).looked).toMatchObject({ outcome: 'valid', problems: [] });
});

const damages: readonly (readonly [string, RegExp, () => void])[] = [
  ['history removed', /history\.jsonl is missing/, () => rmSync(files.history)],
  ['history emptied', /history\.jsonl is empty, and had \d+ bytes/, () => truncateSync(files.history)],
  [
    'history halved',
    /holds 20 events, and 40 were judged/,
    () => writeLines(linesOf(files.history).slice(0, events / 2)),
  ],
  ['history torn', /holds 38 events, and 40 were judged/, () => truncateSync(files.history, 490)],
  [
    'operations removed from its middle',
    /holds 38 events, and 40/,
    () => writeLines(linesOf(files.history).toSpliced(10, 2)),
  ],
  [
    'history doubled',
    /holds 80 events, and 40/,
    () => writeLines([...linesOf(files.history), ...linesOf(files.history)]),
  ],
  [
    'a pipe of the same name',
    /history\.jsonl is no file any more/,
    () => {
      rmSync(files.history);
      mkdirSync(files.history);
    },
  ],
  ['nodes/ removed', /nodes\/n1\.log is missing/, () => rmSync(files.nodes, { recursive: true })],
  ['a log removed', /nodes\/n1\.log is missing/, () => rmSync(join(files.nodes, 'n1.log'))],
  ['a log emptied', /nodes\/n1\.log is empty/, () => truncateSync(join(files.nodes, 'n1.log'))],
  [
    'a log shortened',
    /nodes\/n1\.log has 3 bytes, and had 8/,
    () => truncateSync(join(files.nodes, 'n1.log'), 3),
  ],
  [
    'a disk removed',
    /n1\/data\/log-1 is missing/,
    () => rmSync(join(files.nodes, 'n1', 'data'), { recursive: true }),
  ],
  [
    'results edited',
    /results\.json is not as it was written/,
    () => edit(files.results, '"ok": 20', '"ok": 21'),
  ],
];

describe.each(damages)('%s', (_what, problem, damage) => {
  test('is an invalid run in lists and to whoever looks closely', async () => {
    damage();
    const { listed, looked } = await outcomes();
    expect(listed).toMatchObject({ outcome: 'invalid-run', exitCode: 3 });
    expect(looked).toMatchObject({ outcome: 'invalid-run', exitCode: 3 });
    expect(looked?.problems.join(' ')).toMatch(problem);
  });

  test('leaves a violation a violation', async () => {
    await saveResults(files, { ...results, outcome: 'violation', exitCode: 1 });
    damage();
    const { listed, looked } = await outcomes();
    expect(listed).toMatchObject({ outcome: 'violation', exitCode: 1 });
    expect(looked?.outcome).toBe('violation');
    expect(looked?.problems.join(' ')).toMatch(problem);
  });
});

test.each([
  ['lines swapped', () => writeLines(linesOf(files.history).toSpliced(4, 2, '{"index":5}', '{"index":4}'))],
  ['the history of another run', () => edit(files.history, '"index":7', '"index":8')],
])('%s: noticed by whoever looks into the file', async (_what, damage) => {
  damage();
  const { looked } = await outcomes();
  expect(looked).toMatchObject({ outcome: 'invalid-run', exitCode: 3 });
  expect(looked?.problems.join(' ')).toMatch(/holds 40 events as when the run was judged, but others/);
});

describe('results of versions that did not write their evidence down', () => {
  const writeOld = (changes: Partial<RunResults>): void =>
    writeFileSync(files.results, JSON.stringify({ ...results, ...changes }));

  test('are believed while there is a history', async () => {
    writeOld({});
    expect((await outcomes()).looked).toMatchObject({ outcome: 'valid', problems: [] });
  });

  test('are not without one', async () => {
    writeOld({});
    truncateSync(files.history);
    expect((await outcomes()).listed).toMatchObject({ outcome: 'invalid-run', exitCode: 3 });
  });

  test('are not when they contradict themselves', async () => {
    writeOld({ verdicts: [{ checker: 'bank', valid: false, reason: '', witnesses: [], details: {} }] });
    expect((await outcomes()).listed?.problems).toEqual([
      'results.json contradicts itself: its outcome is valid, and the verdict of bank is a violation.',
    ]);
    writeOld({ exitCode: 1 });
    expect((await outcomes()).listed?.problems).toEqual([
      'results.json contradicts itself: its outcome is valid, and its exit code 1.',
    ]);
  });
});
