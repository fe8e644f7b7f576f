// A Docker daemon that goes away in the middle of a run, on a daemon of the test's own: an invalid run that names it, judged
// as far as it goes. Two of these in the gate; ORDEAL_CASES=10 tries all.

import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../tidy/source-files.ts';
import { type OwnDaemon, startOwnDaemon, whyNoOwnDaemon } from './own-daemon.ts';
import { expectLost, type Strike, strikeRun } from './struck-run.ts';
import { isMissing } from './worlds.ts';

const triesAll = Number(process.env['ORDEAL_CASES'] ?? 1) >= 10;
const reason = (await isMissing('docker')) ? 'Docker does not work here' : whyNoOwnDaemon();
if (reason !== null) process.stderr.write(`skipped: no Docker daemon of the tests' own: ${reason}\n`);

const wentAway = /The Docker daemon at unix:\/\/\S+ went away .* while the run was under way\./;

describe.skipIf(reason !== null)('the daemon', () => {
  let daemon: OwnDaemon;
  beforeAll(async () => {
    daemon = await startOwnDaemon();
  });
  beforeEach(() => daemon.start());
  afterAll(() => daemon.close());

  const kill = (): void => daemon.signal('SIGKILL');
  const terminate = (): void => daemon.signal('SIGTERM');
  const restart = async (): Promise<void> => {
    terminate();
    await sleep(2_000);
    await daemon.start();
  };
  const strikes: readonly Strike[] = [
    { name: 'is killed under load', act: kill, says: wentAway },
    { name: 'is restarted under load', act: restart, says: /went away|was stopped|was removed/ },
    { name: 'is ended under load', act: terminate, says: /went away|was stopped/ },
    {
      name: 'is killed under many faults',
      flags: ['--nemesis', 'all', '--packages', '4'],
      act: kill,
      says: wentAway,
    },
    { name: 'is killed late under load', when: 2000, act: kill, says: wentAway },
    { name: 'is killed while the cluster settles', when: /phase settle/, act: kill, says: wentAway },
    {
      name: 'is killed during the final reads',
      when: /phase final/,
      act: kill,
      says: /went away|was not taken down/,
    },
    { name: 'is killed while the cluster is healed', when: /phase heal/, act: kill, says: wentAway },
    {
      name: 'is stopped for a minute under load',
      async act() {
        daemon.signal('SIGSTOP');
        await sleep(60_000);
        daemon.signal('SIGCONT');
      },
      says: /The Docker daemon at \S+ went away \(.*no answer within/,
    },
  ];
  const inGate = 2;
  const tried = triesAll ? strikes : strikes.slice(0, inGate);
  const command = (): readonly string[] => [...daemon.inItsNetwork, 'node'];

  test.each(tried)('$name', async (strike) => {
    const struck = await strikeRun('docker', strike, daemon.environment, command());
    await expectLost(struck, strike.says);
    expect(struck.stderr).toBe('');
  });

  test('that is gone before the load leaves nothing to judge, and a sentence', async () => {
    const strike: Strike = { name: '', when: /creating \d+ containers/, act: kill, says: /./ };
    const { exitCode, stderr, results } = await strikeRun('docker', strike, daemon.environment, command());
    expect(stderr).toMatch(/^ordeal: The docker world did not boot: the Docker daemon at \S+ went away/im);
    expect({ exitCode, results }).toEqual({ exitCode: 3, results: null });
  });

  test('that comes back has what was left removed by the next run', async () => {
    await daemon.start();
    const args = ['run', 'register', '--world', 'docker', '--nemesis', 'none', '--time', '2'];
    const [program = '', ...words] = [...command(), 'bin/ordeal.mjs', ...args];
    const run = await execa(program, words, { cwd: repositoryRoot, env: daemon.environment, reject: false });
    const { exitCode, stdout, stderr } = run;
    expect(stdout + stderr).toMatch(/removed leftover (container|network)/);
    expect(exitCode, stdout + stderr).toBe(0);
  });
});
