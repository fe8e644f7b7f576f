// Runs simulated plans on every core, for the commands that need many of them.

import { createSimulatorPool, type JobEnd, type SimulatorPool } from '../batch/pool.ts';
import type { Plan } from '../plan/plan.ts';
import type { Bundle, BundlePart } from '../worlds/build.ts';
import { buildVersion } from './build-version.ts';
import { checkerBudget } from './judge-history.ts';
import { buildPlan, modulesOf } from './plan-builds.ts';
import { simulatorUrl } from './simulator.ts';

/** Runs simulated plans with whatever build each names. */
export interface PlanRunner {
  readonly threads: number;
  /** Makes these builds now, so that all are of the source as it is at this moment. */
  prepare(versions: readonly string[]): Promise<void>;
  /**
   * Runs a plan. `keep`: it is judged as a run on its own is, by what is on the disks too, and its history comes back
   * unless it was valid.
   */
  run(plan: Plan, keep: boolean): Promise<JobEnd>;
  close(): Promise<void>;
}

/** A run takes a second or so; one that takes this long does not end. */
const jobTimeoutMs = 600_000;

/** Builds each version once, when first asked for: all are of the source as it was then. */
export function keepBuilds(part: BundlePart): (version: string) => Promise<Bundle> {
  const bundles = new Map<string, Promise<Bundle>>();
  return (version) => {
    const known = bundles.get(version) ?? buildVersion(version, part);
    bundles.set(version, known);
    return known;
  };
}

/** Starts the threads; builds are made once each, when first asked for. */
export async function openPlanRunner(threads: number | null): Promise<PlanRunner> {
  const pool: SimulatorPool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    jobTimeoutMs,
    ...(threads === null ? {} : { threads }),
  });
  const bundleOf = keepBuilds('node');
  return {
    threads: pool.threads,
    prepare: async (versions) => {
      for (const version of versions) await bundleOf(version);
    },
    run: async (plan, keep) =>
      pool.run({
        plan,
        ...modulesOf(await buildPlan(plan, 'node', bundleOf)),
        budget: checkerBudget(plan),
        judgePersisted: keep,
        keep: keep ? 'failing' : 'never',
      }),
    close: () => pool.close(),
  };
}
