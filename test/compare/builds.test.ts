// Real builds in the simulated world: the unbroken one raises no alarm against itself, a slower one, one whose failover
// takes twice as long, and a broken one are each told for what they are. ORDEAL_SEEDS=30 is the full size, under the plan
// that docs/comparing-versions.md recommends; with ORDEAL_FRESH=1 each repetition has runs of its own, and with
// ORDEAL_PLAN=default the plan is that of `ordeal compare --version` without any flag.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSimulatorPool, type SimulatorPool } from '../../src/batch/pool.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { simulatorUrl } from '../../src/cli/simulator.ts';
import { compareSides } from '../../src/compare/compare-sides.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { gateExitCode } from '../../src/compare/gate.ts';
import { type ComparedRun, runOfResults } from '../../src/compare/sample.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createRandomSource } from '../../src/random/source.ts';
import { exitCodes } from '../../src/runner/exit-code.ts';
import { sideOf } from './runs.ts';

vi.setConfig({ testTimeout: 7_200_000, hookTimeout: 7_200_000 });

const fullSize = 30;
const seeds = Number(process.env['ORDEAL_SEEDS'] ?? 10);
const repetitions = 20;
const budget = { timeMs: 60_000, memoryBytes: 2 ** 29 };
const builds = new URL('builds/', import.meta.url).pathname;
const documented: Plan = {
  ...defaultPlan('sim'),
  ...{ nemesis: ['kill'], timeSeconds: 10, ratePerSecond: 100 },
};
const small: Plan = { ...documented, nodes: 3, concurrency: 10 };
const plan =
  process.env['ORDEAL_PLAN'] === 'default' ? defaultPlan('sim') : seeds < fullSize ? small : documented;
/** Fewer metrics need fewer runs. */
const few: ReadonlySet<string> = new Set(['latency-p50', 'latency-p90', 'failover', 'recovery']);
const options = { only: seeds < fullSize ? few : null, margins: new Map<string, number>() };

let pool: SimulatorPool;
/** Of the unbroken build: twice as many as of the others. */
let unbroken: readonly ComparedRun[];
beforeAll(async () => {
  pool = createSimulatorPool({ simulatorUrl: await simulatorUrl(), jobTimeoutMs: 600_000 });
  unbroken = await runsOf('current', 1, 2 * seeds);
});
afterAll(() => pool.close());

async function runsOf(version: string, first: number, count: number): Promise<readonly ComparedRun[]> {
  const { path } = await buildVersion(version, 'node');
  const ends = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      pool.run({
        plan: { ...plan, seed: first + at, version },
        modulePath: path,
        budget,
        keep: 'never',
      }),
    ),
  );
  return ends.map((end): ComparedRun => {
    if (end.kind === 'lost') throw new Error(end.reason);
    const { results } = end.result;
    return runOfResults({ ...results, harnessVersion: '', versions: {}, startedAt: '' });
  });
}

const comparedWith = (second: readonly ComparedRun[]): Comparison =>
  compareSides(sideOf('before', unbroken.slice(0, seeds)), sideOf('after', second), options);
const worse = ({ metrics }: Comparison): readonly string[] =>
  metrics.filter(({ status }) => status === 'worse').map(({ metric }) => metric);

describe('the unbroken build', () => {
  test('compared with itself under other seeds raises at most one alarm in 20 repetitions', async ({
    annotate,
  }) => {
    const source = createRandomSource(1);
    const fresh = process.env['ORDEAL_FRESH'] === '1';
    const alarms: string[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      // Any halves of the same runs are as good a pair of samples of one build.
      const runs = fresh
        ? await runsOf('current', 1000 + repetition * 2 * seeds, 2 * seeds)
        : source.shuffle(unbroken);
      const { verdict, sentence } = compareSides(
        sideOf('before', runs.slice(0, seeds)),
        sideOf('after', runs.slice(seeds)),
        options,
      );
      if (verdict !== 'no-regression') alarms.push(sentence);
    }
    await annotate(`${alarms.length} alarms in ${repetitions} repetitions. ${alarms.join(' ')}`);
    expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual(1);
  });
  test('compared with itself under the same seeds is the same', async () => {
    const sameSeeds = comparedWith(
      await runsOf('current', 1, 1).then((again) => [...again, ...unbroken.slice(1, seeds)]),
    );
    expect(sameSeeds.metrics.every(({ status }) => status === 'same')).toBe(true);
  });
});

test('a build 30 % slower is told by its latencies, and by nothing of its failover', async ({ annotate }) => {
  const comparison = comparedWith(await runsOf(`mutant:${builds}slower-statements.json`, 1, seeds));
  await annotate(comparison.sentence);
  expect(gateExitCode(comparison)).toBe(exitCodes['threshold-missed']);
  expect(worse(comparison)).toContain('latency-p50');
  expect(worse(comparison).filter((name) => !name.startsWith('latency-'))).toEqual([]);
  expect(comparison.sentence).toContain('after is worse than before: latency p50');
});

test('a build whose failover takes twice as long is told by its failover first', async ({ annotate }) => {
  const comparison = comparedWith(await runsOf(`mutant:${builds}slower-failover.json`, 1, seeds));
  await annotate(comparison.sentence);
  expect(gateExitCode(comparison)).toBe(exitCodes['threshold-missed']);
  expect(comparison.sentence).toContain('after is worse than before: failover is');
  expect(worse(comparison)).not.toContain('latency-p50');
  const failover = comparison.metrics.find(({ metric }) => metric === 'failover');
  expect(failover?.change.estimate).toBeGreaterThan(1.6);
});

test('a broken build is told by the violation that is new', async ({ annotate }) => {
  const comparison = comparedWith(await runsOf('mutant:restart-forgets-tail', 1, 3));
  await annotate(comparison.sentence);
  expect(gateExitCode(comparison)).toBe(exitCodes.violation);
  expect(comparison.sentence).toContain('committed-is-durable is new');
});

test('the slower builds fit the source and are builds of their own', async () => {
  const unchanged = await buildVersion('current', 'server');
  for (const file of readdirSync(builds)) {
    const { digest } = await buildVersion(`mutant:${join(builds, file)}`, 'server');
    expect(digest).not.toBe(unchanged.digest);
  }
});
