// Hunts mutants in one world after the other, many at a time where the world is simulated, shrinks what kills them, and watches the
// unbroken build for false alarms.

import { exposingPlan, type Hunt, huntMutant, unbrokenBuilds } from '../mutants/hunt.ts';
import { type MutantResult, resultOf, type UnbrokenRuns } from '../mutants/kill-matrix.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { planCommand } from '../plan/command-line.ts';
import { defaultPlan } from '../plan/defaults.ts';
import type { Plan } from '../plan/plan.ts';
import type { Screen } from '../report/screen.ts';
import type { WorldName } from '../worlds/world.ts';
import { mutantVersion } from './build-version.ts';
import type { Interrupts } from './interrupts.ts';
import { openHostedTrials, openSimulatedTrials, type Trials } from './mutant-trials.ts';
import { huntLine } from './mutants-report.ts';
import { partsOf, requireCapabilities } from './plan-parts.ts';
import { programName } from './repository.ts';
import { shrinkKill } from './shrink-kill.ts';
import { type ChosenWorld, chooseWorld } from './worlds.ts';

export interface HuntAllOptions {
  readonly directory: string;
  readonly worlds: readonly string[];
  readonly seeds: number;
  readonly ranges: number;
  readonly firstSeed: number;
  /** Runs of the unbroken build under each mutant's plan, beside the controls of every kill. */
  readonly unbroken: number;
  readonly threads: number | null;
  readonly shrink: boolean;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
  /** Told whenever there is more to tell; the next hunt waits for it. */
  readonly onProgress: (soFar: HuntedMutants) => Promise<void>;
}

export interface HuntedMutants {
  /** In order of the worlds, and of the mutants in each; some are missing while the hunt is on. */
  readonly results: readonly MutantResult[];
  readonly unbroken: UnbrokenRuns;
  readonly worlds: readonly WorldName[];
  /** Runs at a time. */
  readonly width: number;
}

/** Seeds of the unbroken runs are none of those that mutants are hunted with. */
const unbrokenFirstSeed = 3_000_000_000;

/** Everything that is hunted in one world. */
interface WorldHunt {
  readonly world: ChosenWorld;
  readonly plans: readonly Plan[];
  readonly trials: Trials;
}

/**
 * Hunts all mutants.
 * @throws {CommandFailure} when one does not build, or its plan cannot be carried out in one of the worlds, before anything is run
 */
export async function huntAll(mutants: readonly Mutant[], options: HuntAllOptions): Promise<HuntedMutants> {
  const { screen, interrupts, onProgress } = options;
  const hunts: WorldHunt[] = [];
  interrupts.setCleanup(() => closeAll(hunts));
  const results: MutantResult[] = [];
  const unbroken: { runs: number; violations: string[] } = { runs: 0, violations: [] };
  const soFar = (): HuntedMutants => ({
    results: hunts.flatMap(({ world }) =>
      mutants.flatMap(({ name }) =>
        results.filter((result) => result.name === name && result.world === world.name),
      ),
    ),
    unbroken,
    worlds: hunts.map(({ world }) => world.name),
    width: Math.max(...hunts.map(({ trials }) => trials.width)),
  });

  const one = async (hunt: WorldHunt, mutant: Mutant, plan: Plan): Promise<void> => {
    const { world, trials } = hunt;
    const startMs = performance.now();
    const sound = unbrokenBuilds(mutant);
    const found = await huntOne(plan, sound, options, trials);
    const [kill] = found.kills;
    const mayShrink = options.shrink && trials.runner !== null && kill !== undefined;
    const shrunk = mayShrink ? await shrinkKill(kill, trials.runner, screen, interrupts.signal) : null;
    const result = resultOf(mutant, world.name, found, shrunk, performance.now() - startMs);
    screen.line(huntLine(result, screen));
    for (const { plan: failing, reason } of found.falseAlarms)
      unbroken.violations.push(`${reason} ${again({ ...failing, ...sound })}`);
    results.push(result);
    screen.status(`${results.length} of ${mutants.length * hunts.length} hunted`);
    await runUnbroken({ ...plan, ...sound }, trials, options, unbroken);
    await onProgress(soFar());
  };
  try {
    for (const wanted of options.worlds) hunts.push(await openHunt(mutants, wanted, options));
    for (const hunt of hunts) {
      const queue = mutants.map((mutant, index) => () => one(hunt, mutant, hunt.plans[index] as Plan));
      const lane = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
      };
      await Promise.all(Array.from({ length: hunt.trials.width }, lane));
    }
  } finally {
    await closeAll(hunts);
    screen.clearStatus();
  }
  return soFar();
}

async function closeAll(hunts: readonly WorldHunt[]): Promise<void> {
  await Promise.all(hunts.map(({ trials }) => trials.close()));
}

/** Checks every plan and builds every version. @throws {CommandFailure} see `huntAll` */
async function openHunt(
  mutants: readonly Mutant[],
  wanted: string,
  { directory, threads, screen, interrupts }: HuntAllOptions,
): Promise<WorldHunt> {
  const world = await chooseWorld(wanted);
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
  const trials =
    world.name === 'sim'
      ? await openSimulatedTrials(threads)
      : openHostedTrials({ world, screen, interrupts });
  try {
    await trials.prepare(versions);
  } catch (error) {
    await trials.close();
    throw error;
  }
  return { world, plans, trials };
}

function again(plan: Plan): string {
  return planCommand(plan, programName());
}

function huntOne(
  plan: Plan,
  unbroken: Pick<Plan, 'version' | 'upgradeTo'>,
  { seeds, ranges, firstSeed, interrupts }: HuntAllOptions,
  { width, run }: Trials,
): Promise<Hunt> {
  return huntMutant(plan, { unbroken, seeds, ranges, firstSeed, width, run, signal: interrupts.signal });
}

async function runUnbroken(
  plan: Plan,
  trials: Trials,
  { unbroken, interrupts }: HuntAllOptions,
  found: { runs: number; violations: string[] },
): Promise<void> {
  let position = 0;
  const lane = async (): Promise<void> => {
    while (position < unbroken && !interrupts.signal.aborted) {
      const seeded = { ...plan, seed: unbrokenFirstSeed + position };
      position += 1;
      const trial = await trials.run(seeded);
      // A run without a verdict is no evidence that there was no false alarm.
      if (trial === null) continue;
      found.runs += 1;
      if (trial.killer !== null) found.violations.push(`${trial.killer}: ${trial.reason} ${again(seeded)}`);
    }
  };
  await Promise.all(Array.from({ length: trials.width }, lane));
}
