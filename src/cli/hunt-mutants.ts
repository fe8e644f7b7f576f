// Hunts many mutants at a time, shrinks what kills them, and watches the unbroken build for false alarms.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exposingPlan,
  type Hunt,
  type HuntOptions,
  huntMutant,
  type Kill,
  unbrokenBuilds,
} from '../mutants/hunt.ts';
import { type MutantResult, resultOf, type ShrunkSize, type UnbrokenRuns } from '../mutants/kill-matrix.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { planCommand } from '../plan/command-line.ts';
import { defaultPlan } from '../plan/defaults.ts';
import type { Plan } from '../plan/plan.ts';
import type { Screen } from '../report/screen.ts';
import { faultCount } from '../shrink/failing-run.ts';
import { shrinkPlan } from '../shrink/shrink-plan.ts';
import { createRun } from '../store/create-run.ts';
import { buildVersion, mutantVersion } from './build-version.ts';
import type { Interrupts } from './interrupts.ts';
import { openPlanRunner, type PlanRunner, realTrial, simulatedTrial } from './mutant-runner.ts';
import { huntLine } from './mutants-report.ts';
import { partsOf, requireCapabilities } from './plan-parts.ts';
import { programName, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { type ChosenWorld, chooseWorld } from './worlds.ts';

export interface HuntAllOptions {
  readonly directory: string;
  readonly world: string;
  readonly seeds: number;
  readonly ranges: number;
  readonly firstSeed: number;
  /** Runs of the unbroken build under each mutant's plan, beside the controls of every kill. */
  readonly unbroken: number;
  readonly threads: number | null;
  readonly shrink: boolean;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
}

export interface HuntedMutants {
  readonly results: readonly MutantResult[];
  readonly unbroken: UnbrokenRuns;
  readonly world: string;
  readonly threads: number;
  readonly seeds: number;
  readonly ranges: number;
}

/** Time for one failure to be shrunk. */
const shrinkTimeMs = 100_000;
/** Seeds of the unbroken runs are none of those that mutants are hunted with. */
const unbrokenFirstSeed = 3_000_000_000;

/**
 * Hunts all mutants.
 * @throws {CommandFailure} when one does not build, or its plan cannot be carried out, before anything is run
 */
export async function huntAll(mutants: readonly Mutant[], options: HuntAllOptions): Promise<HuntedMutants> {
  const { directory, screen, interrupts } = options;
  const world = await chooseWorld(options.world);
  const simulated = world.name === 'sim';
  const plans = mutants.map((mutant) =>
    exposingPlan(mutant, mutantVersion(mutant, directory), defaultPlan(world.name)),
  );
  for (const plan of plans) {
    partsOf(plan);
    requireCapabilities(plan, world.missingFaults);
  }
  const versions = [...plans, ...mutants.map(unbrokenBuilds)].flatMap(({ version, upgradeTo = version }) => [
    ...new Set([version, upgradeTo]),
  ]);
  if (!simulated) for (const version of versions) await buildVersion(version);
  const runner = simulated ? await openPlanRunner(options.threads) : null;
  if (runner !== null) interrupts.setCleanup(() => runner.close());
  await runner?.prepare(versions);
  const results: MutantResult[] = [];
  const unbroken: { runs: number; violations: string[] } = { runs: 0, violations: [] };

  const one = async (mutant: Mutant, plan: Plan): Promise<void> => {
    const startMs = performance.now();
    const sound = unbrokenBuilds(mutant);
    const hunt = await huntOne(plan, sound, options, world, runner);
    const [kill] = hunt.kills;
    const mayShrink = options.shrink && runner !== null && kill !== undefined;
    const shrunk = mayShrink ? await shrinkKill(kill, runner, options) : null;
    const result = resultOf(mutant, hunt, shrunk, performance.now() - startMs);
    screen.line(huntLine(result, screen));
    for (const { plan: failing, reason } of hunt.falseAlarms)
      unbroken.violations.push(`${reason} ${again({ ...failing, ...sound })}`);
    results.push(result);
    screen.status(`${results.length} of ${mutants.length} hunted`);
    if (runner !== null) await runUnbroken({ ...plan, ...sound }, runner, options, unbroken);
  };
  try {
    const queue = mutants.map((mutant, index) => () => one(mutant, plans[index] as Plan));
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
    };
    await Promise.all(Array.from({ length: runner?.threads ?? 1 }, lane));
  } finally {
    await runner?.close();
    screen.clearStatus();
  }
  const inOrder = mutants.flatMap(({ name }) => results.filter((result) => result.name === name));
  const { seeds, ranges } = options;
  return { results: inOrder, unbroken, world: world.name, threads: runner?.threads ?? 1, seeds, ranges };
}

function again(plan: Plan): string {
  return planCommand(plan, programName());
}

function huntOne(
  plan: Plan,
  unbroken: HuntOptions['unbroken'],
  { seeds, ranges, firstSeed, screen, interrupts }: HuntAllOptions,
  world: ChosenWorld,
  runner: PlanRunner | null,
): Promise<Hunt> {
  return huntMutant(plan, {
    unbroken,
    seeds,
    ranges,
    firstSeed,
    width: runner?.threads ?? 1,
    signal: interrupts.signal,
    run: (seeded) =>
      runner === null ? realTrial(seeded, world, screen, interrupts) : simulatedTrial(runner, seeded),
  });
}

/** Shrinks a kill and saves the small plan as a run's plan. */
async function shrinkKill(
  { plan }: Kill,
  runner: PlanRunner,
  { screen, interrupts }: HuntAllOptions,
): Promise<ShrunkSize | null> {
  const shrunk = await shrinkPlan(plan, {
    run: (candidate) => runner.run(candidate, true),
    threads: runner.threads,
    timeMs: shrinkTimeMs,
    signal: interrupts.signal,
  });
  if (shrunk === null) return null;
  const { run, wallMs } = shrunk;
  const { directory } = await createRun(resultsDirectory(), run.plan, new Date());
  const planFile = join(directory, 'plan.json');
  await writeFile(planFile, `${JSON.stringify(run.plan, null, 2)}\n`);
  screen.line(screen.paint.dim(`${run.plan.name} shrunk: ${programName()} run ${shownPath(planFile)}`));
  return {
    faults: faultCount(run),
    operations: run.operations.length,
    nodes: run.plan.nodes,
    clients: run.plan.concurrency,
    seconds: run.plan.timeSeconds,
    wallMs,
    planFile: shownPath(planFile),
  };
}

async function runUnbroken(
  plan: Plan,
  runner: PlanRunner,
  { unbroken, interrupts, threads }: HuntAllOptions,
  found: { runs: number; violations: string[] },
): Promise<void> {
  let position = 0;
  const lane = async (): Promise<void> => {
    while (position < unbroken && !interrupts.signal.aborted) {
      const seeded = { ...plan, seed: unbrokenFirstSeed + position };
      position += 1;
      const trial = await simulatedTrial(runner, seeded);
      // A run without a verdict is no evidence that there was no false alarm.
      if (trial === null) continue;
      found.runs += 1;
      if (trial.killer !== null) found.violations.push(`${trial.killer}: ${trial.reason} ${again(seeded)}`);
    }
  };
  await Promise.all(Array.from({ length: threads ?? runner.threads }, lane));
}
