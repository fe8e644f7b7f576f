// A run that came from elsewhere may have links in the place of its files. Nothing they lead to is shown, by no command
// and on no page, whatever they are named.

import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { startServer } from '../../src/serve/server.ts';
import { listRuns } from '../../src/store/list-runs.ts';
import { openRun } from '../../src/store/open-run.ts';
import { isInnerPath } from '../../src/store/own-files.ts';
import { ordeal } from '../cli/ordeal.ts';

const secret = 'top-secret-content';
let root = '';
let outside = '';
let run = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'linked-'));
  outside = await mkdtemp(join(tmpdir(), 'outside-'));
  run = join(root, 'register', '2026-01-01');
  await mkdir(join(run, 'nodes', 'n1', 'data'), { recursive: true });
  await writeFile(join(run, 'plan.json'), JSON.stringify(defaultPlan('sim')));
  await writeFile(join(run, 'history.jsonl'), '');
  await writeFile(join(run, 'nodes', 'n1.log'), '{"event":"start"}\n');
  await writeFile(join(outside, 'secret.txt'), secret);
});

afterEach(async () => {
  await rm(root, { recursive: true });
  await rm(outside, { recursive: true });
});

const linked: readonly (readonly [string, string])[] = [
  ['the plan', 'plan.json'],
  ['the history', 'history.jsonl'],
  ['the results', 'results.json'],
  ['the progress', 'progress.jsonl'],
  ['the log of the harness', 'run.log'],
  ['what builds are elsewhere', 'builds.json'],
  ['the log of a node', 'nodes/n1.log'],
  ['another log', 'nodes/n9.log'],
  ['a file of a disk', 'nodes/n1/data/log-1'],
];
test.each(linked)('%s may be no link to a file elsewhere', async (_, name) => {
  const path = join(run, name);
  await rm(path, { force: true });
  await symlink(join(outside, 'secret.txt'), path);
  expect(await leaksBy(name)).toEqual([]);
});

test.each(['nodes', 'nodes/n1', 'nodes/n1/data'])('the folder %s may be no link either', async (name) => {
  await rename(join(run, name), join(outside, 'moved'));
  await writeFile(join(outside, 'moved', 'n2.log'), secret);
  await symlink(join(outside, 'moved'), join(run, name));
  expect(await leaksBy(name)).toEqual([]);
});

test('nor may a link lead to a file of another run, or in a circle', async () => {
  await rm(join(run, 'history.jsonl'));
  await symlink('../2026-01-02/history.jsonl', join(run, 'history.jsonl'));
  expect(await leaksBy('history.jsonl')).toEqual([]);
  await rm(join(run, 'history.jsonl'));
  await symlink('history.jsonl', join(run, 'history.jsonl'));
  expect(await leaksBy('history.jsonl')).toEqual([]);
});

test('the plan of a suite or a batch is none', async () => {
  await symlink(join(outside, 'secret.txt'), join(run, 'suite.json'));
  expect(await leaksBy('suite.json')).toEqual([]);
  await rm(join(run, 'suite.json'));
  await symlink(join(outside, 'secret.txt'), join(run, 'batch.json'));
  expect(await leaksBy('batch.json')).toEqual([]);
});

test('a link beside the files of a run is nothing that is read', async () => {
  await symlink(outside, join(run, 'notes'));
  expect((await openRun(root, 'register/2026-01-01')).name).toBe('register');
});

test('a link to the folder of a run, named by a person, is followed', async () => {
  await symlink(run, join(outside, 'mine'));
  expect((await openRun(root, join(outside, 'mine'))).time).toBe('2026-01-01');
});

test.each(['', '.', '..', '../x', 'a/../b', '/etc/passwd', 'a//b', 'a/./b', 'a\\..\\b', 'a\0b'])(
  '%j is no path inside of a folder',
  (path) => {
    expect(isInnerPath(path)).toBe(false);
  },
);

test.each(['a', 'nodes/n1.log', 'nodes/n1/data/log-1', '..a'])('%j is one', (path) => {
  expect(isInnerPath(path)).toBe(true);
});

/** Everything that shows what it must not: functions, commands, the server. */
async function leaksBy(name: string): Promise<readonly string[]> {
  const leaks: string[] = [];
  const refusal = await openRun(root, 'register/2026-01-01').then(() => 'none', String);
  if (!/is a link|links lead/.test(refusal)) leaks.push(`the run opens: ${refusal}`);
  if (JSON.stringify(await listRuns(root)).includes(secret)) leaks.push('the list');
  for (const command of ['check', 'report', 'bundle']) {
    const { stdout, stderr, exitCode } = await ordeal([command, run], { ORDEAL_RESULTS: root });
    if ([0, 70].includes(exitCode) || (stdout + stderr).includes(secret))
      leaks.push(`${command} ends with ${exitCode}: ${stdout}${stderr}`);
  }
  const server = await startServer({ root, host: '127.0.0.1', port: 0 });
  try {
    const place = 'register/2026-01-01';
    const pages = ['run', 'follow', 'batch', 'file'].map((kind) => `${kind}/${place}`);
    for (const address of ['', ...pages, `file/${place}/${name}`, `side?run=${place}&run=${place}`]) {
      const response = await fetch(server.url + address);
      if ((await response.text()).includes(secret)) leaks.push(`/${address}`);
    }
  } finally {
    await server.close();
  }
  return leaks;
}
