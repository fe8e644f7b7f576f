// Real builds in the simulated world: the unbroken one raises no alarm against itself, a slower one, one whose failover
// takes twice as long, and a broken one are each told for what they are. ORDEAL_SEEDS=30 is the full size; with
// ORDEAL_FRESH=1 each repetition has runs of its own.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSimulatorPool, type SimulatorPool } from '../../src/batch/pool.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { simulatorUrl } from '../../src/cli/simulator.ts';
import { compareSides } from '../../src/compare/compare-sides.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { type ComparedRun, runOfResults } from '../../src/compare/sample.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createRandomSource } from '../../src/random/source.ts';
import { tinyBudget, tinyPlan } from '../batch/tiny-simulated-plan.ts';
import { sideOf } from './runs.ts';

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

const seeds = Number(process.env['ORDEAL_SEEDS'] ?? 18);
const repetitions = 20;
const all = { only: null, margins: new Map<string, number>() };
const builds = new URL('builds/', import.meta.url).pathname;
/** Kills further apart than a failover takes: one that comes while there is no leader tells nothing of failovers. */
const underKills: Plan = {
  ...tinyPlan,
  ...{ nemesis: ['kill'], timeSeconds: 10, faultIntervalSeconds: 9, concurrency: 10 },
};

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
        plan: { ...underKills, seed: first + at, version },
        modulePath: path,
        budget: tinyBudget,
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
  compareSides(sideOf('before', unbroken.slice(0, seeds)), sideOf('after', second), all);
const worse = ({ metrics }: Comparison): readonly string[] =>
  metrics.filter(({ status }) => status === 'worse').map(({ metric }) => metric);

describe('the unbroken build', () => {
  test('compared with itself under other seeds raises at most one alarm in 20 repetitions', async () => {
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
        all,
      );
      if (verdict !== 'no-regression') alarms.push(sentence);
    }
    expect(alarms.length, alarms.join('\n')).toBeLessThanOrEqual(1);
  });
  test('compared with itself under the same seeds is the same', async () => {
    const again = comparedWith(
      await runsOf('current', 1, 2).then((few) => [...few, ...unbroken.slice(2, seeds)]),
    );
    expect(again.metrics.every(({ status }) => status === 'same')).toBe(true);
  });
});

test('a build 30 % slower is told by its latencies, and by nothing of its failover', async () => {
  const comparison = comparedWith(await runsOf(`mutant:${builds}slower-statements.json`, 1, seeds));
  expect(comparison.verdict).toBe('regression');
  expect(worse(comparison)).toContain('latency-p50');
  expect(worse(comparison).filter((name) => !name.startsWith('latency-'))).toEqual([]);
  expect(comparison.sentence).toContain('after is worse than before: latency p50');
});

test('a build whose failover takes twice as long is told by its failover first', async () => {
  const comparison = comparedWith(await runsOf(`mutant:${builds}slower-failover.json`, 1, seeds));
  expect(comparison.sentence).toContain('after is worse than before: failover is');
  expect(worse(comparison)).not.toContain('latency-p50');
  const failover = comparison.metrics.find(({ metric }) => metric === 'failover');
  expect(failover?.change.estimate).toBeGreaterThan(1.4);
});

test('a broken build is told by the violation that is new', async () => {
  const comparison = comparedWith(await runsOf('mutant:restart-forgets-tail', 1, 4));
  expect(comparison.verdict).toBe('violations');
  expect(comparison.sentence).toContain('committed-is-durable is new');
});

test('the slower builds fit the source and are builds of their own', async () => {
  const unchanged = await buildVersion('current', 'server');
  for (const file of readdirSync(builds)) {
    const { digest } = await buildVersion(`mutant:${join(builds, file)}`, 'server');
    expect(digest).not.toBe(unchanged.digest);
  }
});
