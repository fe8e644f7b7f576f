// Runs plans for the commands that need many of them: in the simulated world on every core, in a real one after the other.

import { createSimulatorPool, type JobEnd, type SimulatorPool } from '../batch/pool.ts';
import { violationClass } from '../batch/violation-class.ts';
import type { Trial } from '../mutants/hunt.ts';
import type { Plan } from '../plan/plan.ts';
import type { Screen } from '../report/screen.ts';
import type { RunResults } from '../store/results.ts';
import type { Bundle } from '../worlds/build.ts';
import { buildVersion } from './build-version.ts';
import type { Interrupts } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { performRun } from './perform-run.ts';
import { buildPlan, modulesOf } from './plan-builds.ts';
import { simulatorUrl } from './simulator.ts';
import type { ChosenWorld } from './worlds.ts';

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

/** Starts the threads; builds are made once each, when first asked for. */
export async function openPlanRunner(threads: number | null): Promise<PlanRunner> {
  const pool: SimulatorPool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    jobTimeoutMs,
    ...(threads === null ? {} : { threads }),
  });
  const bundles = new Map<string, Promise<Bundle>>();
  const bundleOf = (version: string): Promise<Bundle> => {
    const known = bundles.get(version) ?? buildVersion(version, 'node');
    bundles.set(version, known);
    return known;
  };
  const budget = checkerBudget();
  return {
    threads: pool.threads,
    prepare: async (versions) => {
      for (const version of versions) await bundleOf(version);
    },
    run: async (plan, keep) =>
      pool.run({
        plan,
        ...modulesOf(await buildPlan(plan, 'node', bundleOf)),
        budget,
        judgePersisted: keep,
        keep: keep ? 'failing' : 'never',
      }),
    close: () => pool.close(),
  };
}

const violationPrefix = 'violation: ';

/** Outcomes of a run in which promises could have been seen to be broken, and were not. */
const clearing: readonly RunResults['outcome'][] = ['valid', 'threshold-missed'];

/** What a run's results say of the build under test; `null` for nothing at all: an invalid run clears nobody. */
function trialOf(
  results: Pick<RunResults, 'outcome' | 'verdicts' | 'crash'>,
  traceHash: string | null,
): Trial | null {
  if (clearing.includes(results.outcome)) return { killer: null, reason: '', traceHash };
  if (results.outcome !== 'violation') return null;
  const killer = violationClass(results).replace(violationPrefix, '');
  const reason = results.verdicts.find(({ checker }) => checker === killer)?.reason ?? '';
  return { killer, reason, traceHash };
}

/** One trial in the simulated world; `null` when the run was lost or came to no verdict. */
export async function simulatedTrial(runner: PlanRunner, plan: Plan): Promise<Trial | null> {
  const end = await runner.run(plan, false);
  return end.kind === 'lost' ? null : trialOf(end.result.results, end.result.traceHash);
}

/** One trial on real hosts, saved like any run; `null` when it came to no verdict. */
export async function realTrial(
  plan: Plan,
  world: ChosenWorld,
  screen: Screen,
  interrupts: Interrupts,
): Promise<Trial | null> {
  return trialOf(await performRun({ plan, world, commit: null, screen, interrupts }), null);
}
