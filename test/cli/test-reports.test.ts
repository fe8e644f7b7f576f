// What continuous integration collects, from the real command: JUnit files, annotations, the job summary.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseXml } from '../report/xml.ts';
import { ordeal } from './ordeal.ts';

const directory = mkdtempSync(join(tmpdir(), 'ordeal-ci-'));
const environment = { ORDEAL_RESULTS: join(directory, 'results'), GITHUB_ACTIONS: '' };
const simulated = ['run', 'register', '--world', 'sim', '--time', '5', '--seed', '1'];

test('a valid run is a suite in which every case passed', async () => {
  const junit = join(directory, 'new-folder', 'valid.xml');
  const { exitCode } = await ordeal([...simulated, '--junit', junit], environment);
  expect(exitCode).toBe(0);
  const root = parseXml(readFileSync(junit, 'utf8'));
  expect(root.attributes).toMatchObject({ failures: '0', errors: '0' });
  const names = root.children[0]?.children.map(({ attributes }) => attributes['name']);
  expect(names).toEqual(expect.arrayContaining(['linearizable', 'run-validity', 'run']));
});

test('on GitHub a batch of a broken build is annotated, summarized and saved', async () => {
  const [junit, summary] = [join(directory, 'broken.xml'), join(directory, 'summary.md')];
  writeFileSync(summary, 'before\n');
  const { exitCode, stdout } = await ordeal(
    [...simulated, '--seeds', '2', '--collect', '--version', 'mutant:acknowledge-before-majority'].concat([
      '--junit',
      junit,
    ]),
    { ...environment, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
  );
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^::error title=ordeal register seeds%3A run 1::/m);
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## ❌ ordeal register seeds\n/);
  const [suite] = parseXml(readFileSync(junit, 'utf8')).children;
  expect(suite?.attributes).toMatchObject({ tests: '3', failures: '2', errors: '0' });
});

test('a run that never came about is an error in the file', async () => {
  const junit = join(directory, 'no-build.xml');
  const { exitCode } = await ordeal(
    [...simulated, '--version', 'no-such-build', '--junit', junit],
    environment,
  );
  expect(exitCode).not.toBe(0);
  const [suite] = parseXml(readFileSync(junit, 'utf8')).children;
  expect(suite?.attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(suite?.children[0]?.children[0]?.text).toContain('no-such-build');
});

test('a file that could not be written is refused before anything runs', async () => {
  const missing = join(directory, 'no', 'such', 'junit.xml');
  for (const junit of [missing, directory]) {
    const { exitCode, stderr } = await ordeal([...simulated, '--junit', junit], environment);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--junit is');
  }
});
