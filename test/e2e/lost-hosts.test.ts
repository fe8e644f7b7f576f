// Hosts that somebody takes away in the middle of a run, and a harness that is stopped: an invalid run, judged as far as it
// goes, and never a violation. A few of these in the gate; ORDEAL_CASES=10 tries all.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { childrenOf, expectLost, type RunUnderWay, type Strike, strikeRun } from './struck-run.ts';
import { isMissing, leftovers } from './worlds.ts';

const triesAll = Number(process.env['ORDEAL_CASES'] ?? 1) >= 10;

const docker = ({ environment }: RunUnderWay, ...args: readonly string[]): string =>
  execFileSync('docker', args, { env: environment, encoding: 'utf8' }).trim();
const container = (run: RunUnderWay, number: number): string => run.containers()[number - 1] ?? '';
const networkOf = (run: RunUnderWay): string => container(run, 1).replace(/-n1$/, '');
const kill = (pid: number | undefined): void => void process.kill(pid ?? Number.NaN, 'SIGKILL');
/** Stops the harness for a while, as a suspended laptop does. */
const stopHarness =
  (ms: number) =>
  async ({ pid }: RunUnderWay): Promise<void> => {
    process.kill(pid, 'SIGSTOP');
    await sleep(ms);
    process.kill(pid, 'SIGCONT');
  };
/** Of a container, by what is in their command lines. */
const killInside = (run: RunUnderWay, number: number, text: string): void => {
  const listed = docker(run, 'top', container(run, number)).split('\n');
  for (const line of listed.filter((one) => one.includes(text) && !one.includes('bash -c')))
    kill(Number(line.trim().split(/\s+/)[1]));
};

/** The first ones are those of the gate. */
const strikes: Readonly<Record<'docker' | 'namespaces', readonly Strike[]>> = {
  docker: [
    {
      name: 'a container is removed',
      act: (run) => void docker(run, 'rm', '-f', container(run, 3)),
      says: /Host n3 \(container ordeal-\w+-n3\) was removed while the run was under way\./,
    },
    {
      name: 'the harness is stopped for 8 s',
      act: stopHarness(8_000),
      says: /Ordeal itself \(process \d+\) stood still for \d+\.\d s/,
    },
    {
      name: 'a container is disconnected from its network',
      act: (run) => void docker(run, 'network', 'disconnect', '-f', networkOf(run), container(run, 2)),
      says: /Host n2 \(container ordeal-\w+-n2\) was disconnected from its network/,
    },
    {
      name: 'the harness is stopped for 40 s',
      act: stopHarness(40_000),
      says: /Ordeal itself \(process \d+\) stood still for \d+\.\d s/,
    },
    {
      name: 'a container is stopped',
      act: (run) => void docker(run, 'stop', '-t', '0', container(run, 1)),
      says: /Host n1 .* was stopped/,
    },
    {
      name: 'a container is paused for a moment',
      async act(run) {
        docker(run, 'pause', container(run, 4));
        await sleep(300);
        docker(run, 'unpause', container(run, 4));
      },
      says: /Host n4 .* was paused/,
    },
    {
      name: 'a container is paused for good',
      act: (run) => void docker(run, 'pause', container(run, 4)),
      says: /Host n4 .* was paused/,
    },
    {
      name: 'all containers are removed under every fault',
      flags: ['--nemesis', 'all', '--packages', '4'],
      act: (run) => void docker(run, 'rm', '-f', ...run.containers()),
      says: /Host n\d \(container ordeal-\w+-n\d\) was removed/,
    },
    {
      name: 'a container is killed while the cluster is healed',
      when: /phase heal/,
      act: (run) => void docker(run, 'kill', container(run, 5)),
      says: /Host n5 .* was stopped \(exit code 137\)/,
    },
    {
      name: 'a fault agent is killed',
      flags: ['--nemesis', 'clock,partition'],
      act: (run) => killInside(run, 2, 'agent.mjs'),
      says: /Host n2 .* lost its fault agent/,
    },
    {
      name: 'the server of a disk is killed',
      flags: ['--nemesis', 'disk-slow,kill'],
      act: (run) => killInside(run, 2, 'disk.mjs'),
      says: /Host n2 .* lost the process that serves its disk/,
    },
    {
      name: 'the cable of a host is taken away',
      act(run) {
        docker(run, 'exec', container(run, 2), 'ip', 'link', 'del', 'eth0');
      },
      says: /Host n2 .* lost its network interface eth0/,
    },
  ],
  namespaces: [
    {
      name: 'the host process is killed',
      act: (run) => kill(run.children('unshare')[2]),
      says: /Host n\d \(process \d+\) ended while the run was under way\./,
    },
    {
      name: 'the harness is stopped for 8 s',
      act: stopHarness(8_000),
      says: /Ordeal itself \(process \d+\) stood still for \d+\.\d s/,
    },
    {
      name: 'the first process within a host is killed',
      act: (run) => kill(childrenOf(run.children('unshare')[1] ?? 0, 'bash')[0]),
      says: /Host n\d \(process \d+\) ended/,
    },
    {
      name: 'the harness is stopped for 40 s',
      act: stopHarness(40_000),
      says: /Ordeal itself \(process \d+\) stood still for \d+\.\d s/,
    },
    {
      name: 'the process that holds the network is killed',
      act: (run) => kill(run.children('bash')[0]),
      says: /The network of the cluster \(process \d+\) ended/,
    },
    {
      name: 'a relay is killed',
      act: (run) => kill(run.processesWith(`${run.directory()}/n2.sock`)[0]),
      says: /Host n2 \(process \d+\) could not be reached any more \(its relay ended\)/,
    },
    {
      name: 'the bridge is taken away',
      act: (run) => void inNetworkOf(run.children('bash')[0], 'ip', 'link', 'del', 'bridge0'),
      says: /The network of the cluster \(process \d+\) lost 5 of the 5 cables of its bridge/,
    },
    {
      name: 'the cable of a host is taken away',
      act: (run) => void inNetworkOf(run.children('unshare')[0], 'ip', 'link', 'del', 'eth0'),
      says: /lost 1 of the 5 cables of its bridge|lost its network interface eth0/,
    },
    {
      name: 'a fault agent is killed',
      flags: ['--nemesis', 'clock,partition'],
      act: (run) => run.processesWith(`${run.directory()}/n2/agent.mjs`).forEach(kill),
      says: /Host n2 .* lost its fault agent/,
    },
    {
      name: 'the server of a disk is killed',
      flags: ['--nemesis', 'disk-slow,kill'],
      act: (run) => run.processesWith(`${run.directory()}/n2/disk.mjs`).forEach(kill),
      says: /Host n2 .* lost the process that serves its disk/,
    },
    {
      name: 'the results are removed',
      act: ({ results }) => rmSync(results, { recursive: true }),
      says: /The folder .* was removed while the run was under way/,
    },
    {
      name: 'a host is killed while the cluster is healed',
      when: /phase heal/,
      act: (run) => kill(run.children('unshare')[4]),
      says: /Host n\d \(process \d+\) ended/,
    },
  ],
};

function inNetworkOf(pid: number | undefined, ...command: readonly string[]): string {
  return execFileSync('nsenter', [`--target=${pid}`, '--net', '--', ...command], { encoding: 'utf8' });
}

const inGate = 2;

for (const world of ['docker', 'namespaces'] as const) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    const tried = triesAll ? strikes[world] : strikes[world].slice(0, inGate);
    test.each(tried)('$name', async (strike) => {
      await expectLost(await strikeRun(world, strike), strike.says);
      expect(leftovers()).toEqual([]);
    });
  });
}

test.skipIf(await isMissing('namespaces'))(
  'what the nemesis does to hosts is no loss, nor a database that ends by itself or is killed by others',
  async () => {
    const struck = await strikeRun('namespaces', {
      name: '',
      flags: ['--nemesis', 'host-off,kill'],
      act: (run) => kill(run.processesWith(`${run.directory()}/n2/config.json`)[0]),
      says: /./,
    });
    expect(struck.stdout).toContain('Valid: no guarantee was violated.');
    expect(struck).toMatchObject({ exitCode: 0, results: { outcome: 'valid', losses: [] } });
  },
);
