// Suites of real simulated runs, drawn from a pool that is run once: six combinations of workload and faults under many seeds, of
// the unbroken build, of one that differs in luck alone, and of two that are slower by construction.

import { createSimulatorPool } from '../../src/batch/pool.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { simulatorUrl } from '../../src/cli/simulator.ts';
import { type ComparedRun, runOfResults, type Side } from '../../src/compare/sample.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { Plan } from '../../src/plan/plan.ts';

const builds = new URL('builds/', import.meta.url).pathname;
const plan: Plan = {
  ...defaultPlan('sim'),
  ...{ nodes: 3, concurrency: 10, timeSeconds: 10, ratePerSecond: 100, faultIntervalSeconds: 4 },
};
const combinations = ['register', 'set'].flatMap((workload) =>
  [['partition', 'kill'], ['kill'], ['pause', 'power']].map((nemesis) => ({
    name: `${workload} × ${nemesis.join(',')} × sim`,
    plan: { ...plan, workload, nemesis },
  })),
);

export type Build = 'current' | 'other-luck' | 'slower-statements' | 'slower-failover';

/** By combination and seed. */
export type Pool = ReadonlyMap<string, ComparedRun>;

/** Runs every combination under each of the seeds. */
export async function runPool(build: Build, seeds: readonly number[]): Promise<Pool> {
  const version = build === 'current' ? 'current' : `mutant:${builds}${build}.json`;
  const { path: modulePath } = await buildVersion(version, 'node');
  const threads = createSimulatorPool({ simulatorUrl: await simulatorUrl(), jobTimeoutMs: 600_000 });
  const runs = await Promise.all(
    combinations.flatMap((combination) =>
      seeds.map(async (seed) => {
        const job = { plan: { ...combination.plan, seed, version }, modulePath, keep: 'never' as const };
        const end = await threads.run({ ...job, budget: { timeMs: 60_000, memoryBytes: 2 ** 29 } });
        if (end.kind === 'lost') throw new Error(end.reason);
        const { results } = end.result;
        const run = runOfResults({ ...results, harnessVersion: '', versions: {}, startedAt: '' });
        return [`${combination.name} ${seed}`, run] as const;
      }),
    ),
  );
  await threads.close();
  return new Map(runs);
}

/**
 * A suite of some seeds of a pool.
 * @param names what the seeds are called in it: another simulator would draw other machines for the same ones
 */
export function suiteOf(pool: Pool, seeds: readonly number[], names: readonly number[] = seeds): Side {
  return {
    ...{ label: 'suite', version: 'suite' },
    groups: combinations.map((combination) => ({
      ...combination,
      runs: seeds.map((seed, at) => {
        const run = pool.get(`${combination.name} ${seed}`);
        if (run === undefined) throw new Error(`no run of ${combination.name} with seed ${seed}`);
        return { ...run, seed: names[at] ?? seed };
      }),
    })),
  };
}
