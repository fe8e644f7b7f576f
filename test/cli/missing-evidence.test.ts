// A run whose files were damaged after it was judged, as a person meets it: no command says that it is valid.

import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ordeal } from './ordeal.ts';

const root = mkdtempSync(join(tmpdir(), 'missing-evidence-'));
const results = { ORDEAL_RESULTS: join(root, 'results') };
const whole = join(root, 'results', 'latest');

beforeAll(async () => {
  const { exitCode } = await ordeal(
    ['run', 'register', '--world', 'sim', '--nodes', '3', '--time', '4', '--nemesis', 'kill', '--seed', '3'],
    results,
  );
  expect(exitCode).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true }));

const sizeOf = (path: string): number => readFileSync(path).length;
const damages: readonly (readonly [string, number, string, (run: string) => void])[] = [
  ['nothing', 0, 'Valid', () => undefined],
  ['its nodes', 3, 'log-patterns  unknown', (run) => rmSync(join(run, 'nodes'), { recursive: true })],
  ['its history', 3, 'history.jsonl is missing', (run) => rmSync(join(run, 'history.jsonl'))],
  ['all of its history', 3, 'history.jsonl is empty', (run) => truncateSync(join(run, 'history.jsonl'))],
  [
    'the last of its history',
    3,
    'were judged',
    (run) => truncateSync(join(run, 'history.jsonl'), Math.floor(0.97 * sizeOf(join(run, 'history.jsonl')))),
  ],
  [
    'a line of its history',
    3,
    'the index is 10, but 9 comes next',
    (run) => {
      const path = join(run, 'history.jsonl');
      writeFileSync(path, readFileSync(path, 'utf8').split('\n').toSpliced(9, 1).join('\n'));
    },
  ],
  ['its results', 2, 'There is no results.json', (run) => rmSync(join(run, 'results.json'))],
];

test.each(damages)('without %s: exit code %i', async (what, exitCode, said, damage) => {
  const run = join(root, what.replaceAll(' ', '-'), 'run');
  cpSync(whole, run, { recursive: true, dereference: true });
  damage(run);
  const checked = await ordeal(['check', run], results);
  expect(checked.exitCode).toBe(exitCode);
  const reported = await ordeal(['report', run], results);
  expect(reported.exitCode).toBe(0);
  const page = readFileSync(join(run, 'report.html'), 'utf8');
  const title = /<h1>.*<\/h1>/.exec(page)?.[0] ?? '';
  if (exitCode === 0) expect(title).toContain(said);
  else {
    expect(checked.stdout + checked.stderr).toContain(said);
    expect(title).not.toContain('Valid:');
  }
});
