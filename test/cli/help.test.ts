// Help and lists: every command and flag is told, and machine output is nothing but JSON.

import { expect, test } from 'vitest';
import { ordeal } from './ordeal.ts';

test('the help names every command and the exit codes', async () => {
  const { stdout, exitCode } = await ordeal(['--help']);
  for (const command of ['run', 'check', 'ls', 'doctor', 'cluster'])
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  expect(stdout).toContain('0 valid, 1 violation, 2 unknown');
  expect(exitCode).toBe(0);
});

test('the help of `run` names every flag', async () => {
  const { stdout } = await ordeal(['run', '--help']);
  const flags = [
    'world',
    'nemesis',
    'nodes',
    'concurrency',
    'rate',
    'time',
    'seed',
    'name',
    'version',
    'upgrade-to',
    'json',
    'expect',
  ];
  for (const flag of flags) expect(stdout).toContain(`--${flag}`);
});

test('`cluster keep` is not meant to be typed', async () => {
  const { stdout } = await ordeal(['cluster', '--help']);
  expect(stdout).toContain('status');
  expect(stdout).not.toMatch(/^  keep/m);
});

test('`ls --json` prints one document with every list', async () => {
  const { stdout, stderr } = await ordeal(['ls', '--json']);
  const lists = JSON.parse(stdout) as Readonly<Record<string, readonly { readonly name: string }[]>>;
  expect(lists['workloads']?.map(({ name }) => name)).toEqual(expect.arrayContaining(['register', 'set']));
  expect(lists['nemeses']?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['partition', 'kill', 'pause']),
  );
  expect(lists['worlds']?.map(({ name }) => name)).toEqual(['docker', 'namespaces', 'sim']);
  expect(lists['checkers']).toContainEqual(
    expect.objectContaining({ name: 'bank', models: ['no-overdraft', 'overdraft'] }),
  );
  expect(stderr).toBe('');
});

test('`doctor` says which world is taken and why', async () => {
  const { stdout } = await ordeal(['doctor']);
  expect(stdout).toMatch(/--world auto takes \w+: |No world works on this machine/);
  const { stdout: json } = await ordeal(['doctor', '--json']);
  expect(JSON.parse(json)).toMatchObject({
    worlds: [{ name: 'docker' }, { name: 'namespaces' }, { name: 'sim' }],
  });
});
