// Hunts mutants in one world after the other, many at a time where the world is simulated, shrinks what kills them, and watches the
// unbroken build for false alarms.

import { exposingPlan, type Hunt, huntMutant, unbrokenBuilds } from '../mutants/hunt.ts';
import { type MutantResult, resultOf, type UnbrokenRuns } from '../mutants/kill-matrix.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { fitsCommandLine, planCommand } from '../plan/command-line.ts';
import { defaultPlan } from '../plan/defaults.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import { type PlanFlags, withFlags } from '../plan/from-flags.ts';
import type { Plan } from '../plan/plan.ts';
import type { Screen } from '../report/screen.ts';
import type { WorldName } from '../worlds/world.ts';
import { mutantVersion } from './build-version.ts';
import { expandNemesis, withoutCollections } from './expand-nemesis.ts';
import { usageFailure } from './failure.ts';
import type { Interrupts } from './interrupts.ts';
import { openHostedTrials, openSimulatedTrials, type Trials } from './mutant-trials.ts';
import { huntLines } from './mutants-report.ts';
import { partsOf, requireCapabilities } from './plan-parts.ts';
import { programName } from './repository.ts';
import { savePlan, shrinkKill } from './shrink-kill.ts';
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
  /** Laid over what the mutants' files say of the run that exposes them. */
  readonly overrides: HuntOverrides;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
  /** Told of every mutant whose hunt is over, and how it stands with all. */
  readonly onResult: (result: MutantResult, soFar: HuntedMutants) => Promise<void>;
  /** Told of a hunt that takes a while, every half a minute. */
  readonly onProgress: (name: string, world: WorldName, seedsTried: number) => void;
}

export interface HuntOverrides {
  readonly workload: string | null;
  readonly flags: PlanFlags;
}

export interface HuntedMutants {
  /** In order of the worlds, and of the mutants in each; some are missing while the hunt is on. */
  readonly results: readonly MutantResult[];
  readonly unbroken: UnbrokenRuns;
  readonly worlds: readonly WorldName[];
  /** Runs at a time. */
  readonly width: number;
}

/** What only a node of its own process runs: sockets, files, the protocol of clients. */
const serverFiles = 'cluster/server/';
const progressIntervalMs = 30_000;
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
  const { screen, interrupts, onResult } = options;
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
    const found = await huntOne(plan, mutant, options, trials);
    const [kill] = found.kills;
    const mayShrink = options.shrink && trials.runner !== null && kill !== undefined;
    const shrunk = mayShrink ? await shrinkKill(kill, trials.runner, screen, interrupts.signal) : null;
    // What was broken off is neither a kill nor a survivor: it is as if it had not begun.
    if (found.status === 'interrupted') return;
    const firstKill = kill === undefined ? null : { seed: kill.plan.seed, again: await again(kill.plan) };
    const counted = kill?.plan ?? { ...plan, seed: options.firstSeed };
    const editHits = interrupts.signal.aborted ? null : await trials.hits(mutant, counted);
    const wallMs = performance.now() - startMs;
    const result = resultOf(mutant, found, { world: world.name, shrunk, firstKill, editHits, wallMs });
    for (const line of huntLines(result, screen)) screen.line(line);
    for (const { plan: failing, reason } of found.falseAlarms)
      unbroken.violations.push(`${reason} ${await again({ ...failing, ...sound })}`);
    results.push(result);
    screen.status(`${results.length} of ${mutants.length * hunts.length} hunted`);
    await runUnbroken({ ...plan, ...sound }, trials, options, unbroken);
    await onResult(result, soFar());
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

/** Other faults or another workload take the place of faults and operations at their moments. */
function overriding(plan: Plan, { workload, flags }: HuntOverrides): Plan {
  const { faults, operations, ...rest } = plan;
  const kept = {
    ...(faults === undefined || flags.nemesis !== undefined ? {} : { faults }),
    ...(operations === undefined || workload !== null ? {} : { operations }),
  };
  return withFlags({ ...rest, ...kept, workload: workload ?? plan.workload }, flags);
}

/** @throws {CommandFailure} for one whose edits are in a part of Anvil that the simulated world does not run */
function requireSimulated(mutants: readonly Mutant[]): void {
  const onHosts = mutants.filter(({ edits }) => edits.every(({ file }) => file.startsWith(serverFiles)));
  if (onHosts.length === 0) return;
  const names = onHosts.map(({ name }) => name).join(', ');
  throw usageFailure(
    `The simulated world does not run ${serverFiles}, which is all that ${names} changes: choose --world namespaces or docker.`,
  );
}

async function closeAll(hunts: readonly WorldHunt[]): Promise<void> {
  await Promise.all(hunts.map(({ trials }) => trials.close()));
}

/** Checks every plan and builds every version. @throws {CommandFailure} see `huntAll` */
async function openHunt(
  mutants: readonly Mutant[],
  wanted: string,
  { directory, overrides, threads, screen, interrupts }: HuntAllOptions,
): Promise<WorldHunt> {
  const world = await chooseWorld(wanted);
  if (world.name === 'sim') requireSimulated(mutants);
  const plans = mutants.map((mutant) => {
    const exposing = exposingPlan(mutant, mutantVersion(mutant, directory), defaultPlan(world.name));
    const plan = overriding(exposing, overrides);
    partsOf({ ...plan, nemesis: withoutCollections(plan.nemesis) });
    const expanded = expandNemesis(plan, world.missingFaults, overrides.flags.faultInterval !== undefined);
    requireCapabilities(expanded.plan, world.missingFaults);
    return expanded.plan;
  });
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

/** The command that runs a plan again; one that flags cannot say is saved for it as a file. */
async function again(plan: Plan): Promise<string> {
  const drawn = drawPackages(plan);
  return fitsCommandLine(drawn)
    ? planCommand(drawn, programName())
    : `${programName()} run ${await savePlan(drawn)}`;
}

function huntOne(
  plan: Plan,
  mutant: Mutant,
  { seeds, ranges, firstSeed, interrupts, onProgress }: HuntAllOptions,
  { width, run }: Trials,
): Promise<Hunt> {
  const unbroken = unbrokenBuilds(mutant);
  const { signal } = interrupts;
  let toldMs = performance.now();
  const onSeed = (seedsTried: number): void => {
    if (performance.now() - toldMs < progressIntervalMs) return;
    toldMs = performance.now();
    onProgress(mutant.name, plan.world, seedsTried);
  };
  return huntMutant(plan, { unbroken, seeds, ranges, firstSeed, width, run, onSeed, signal });
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
      if (trial.killer !== null) {
        const command = await again(seeded);
        found.violations.push(`${trial.killer}: ${trial.reason} ${command}`);
      }
    }
  };
  await Promise.all(Array.from({ length: trials.width }, lane));
}
