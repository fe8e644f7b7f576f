// What is said where a machine cannot do a fault: tried with the real scripts on a machine made poorer.

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
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
