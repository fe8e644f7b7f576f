// What is said where a machine cannot do a fault: tried with the real scripts on a machine made poorer.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireCapabilities } from '../../../src/cli/plan-parts.ts';
import { findMissingFaults } from '../../../src/worlds/host/fault-trials.ts';

/** Runs a script where only these directories are searched for programs. */
const runWith =
  (path: string) =>
  (script: string): Promise<string | null> => {
    const { status, stdout } = spawnSync('/bin/bash', ['-c', script], {
      env: { PATH: path },
      encoding: 'utf8',
    });
    return Promise.resolve(status === 0 ? null : stdout.trim());
  };

test('a machine without programs lacks libfaketime for clocks and perl for links, and is told what to install', async () => {
  const missing = await findMissingFaults(['clock', 'network-shape'], ['tools'], runWith('/nowhere'));
  expect(missing).toEqual([
    { capability: 'clock', reason: 'libfaketime is not installed; install libfaketime' },
    { capability: 'network-shape', reason: 'perl is not installed; install perl-base' },
  ]);
});

/** What each family calls on a host, with what is to be installed where it is not there. */
const programs = [
  ['clock', 'perl', 'perl-base'],
  ['disk', 'mount', 'mount'],
  ['host', 'prlimit', 'util-linux'],
  ['host', 'awk', 'mawk'],
  ['host', 'seq', 'coreutils'],
  ['host', 'timeout', 'coreutils'],
  ['memory', 'perl', 'perl-base'],
  ['memory', 'awk', 'mawk'],
  ['memory', 'mountpoint', 'util-linux'],
  ['network-shape', 'perl', 'perl-base'],
] as const;

test.each(programs)(
  'a machine where %s lacks only %s is told to install %s',
  async (capability, hidden, packageName) => {
    const directory = mkdtempSync(join(tmpdir(), 'poorer-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const others = [
      'bash',
      'ls',
      'grep',
      'sed',
      'cat',
      'ip',
      'iptables',
      ...programs.map(([, program]) => program),
    ];
    for (const program of new Set(others)) {
      const path = ['/usr/bin', '/usr/sbin', '/bin', '/sbin']
        .map((place) => join(place, program))
        .find(existsSync);
      if (path !== undefined && program !== hidden) symlinkSync(path, join(directory, program));
    }
    const [missing] = await findMissingFaults([capability], ['tools'], runWith(directory));
    expect(missing).toEqual({ capability, reason: `${hidden} is not installed; install ${packageName}` });
  },
);

test('a kernel without packet queues is named', async () => {
  // No iptables, no queue.
  const [missing] = await findMissingFaults(['network-shape'], ['kernel'], runWith('/nowhere'));
  expect(missing?.reason).toMatch(/no packet queues .*xt_NFQUEUE/);
});

test('a plan that needs what is missing is refused with the reason, others are not', () => {
  const missing = [{ capability: 'clock', reason: 'libfaketime is not installed' }] as const;
  const plan = { world: 'namespaces', nemesis: ['kill', 'clock'] } as const;
  expect(() => requireCapabilities(plan, missing)).toThrow(
    'The namespaces world cannot inject the faults of clock on this machine: libfaketime is not installed.',
  );
  expect(() => requireCapabilities({ ...plan, nemesis: ['kill', 'network'] }, missing)).not.toThrow();
  expect(() => requireCapabilities({ ...plan, world: 'sim' }, [])).not.toThrow();
});
