// `ordeal run`: from flags or a plan file to runs, one after the other, and one exit code.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { drawPackages } from '../plan/draw-packages.ts';
import { namesOf, type PlanFlags, plansFromFlags, seedFlag, withFlags } from '../plan/from-flags.ts';
import { readPlan } from '../plan/parse-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { parseSeedRange } from '../plan/seed-range.ts';
import type { Screen } from '../report/screen.ts';
import { suiteOfFailure, suiteOfRun, type TestSuite } from '../report/test-cases.ts';
import { invertForExpectedFailure, worstExitCode } from '../runner/exit-code.ts';
import type { ProgressRecord } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import { batchSuite } from './batch-suite.ts';
import { addCheckingFlags, type CheckingFlags, checkingOf } from './checker-flags.ts';
import { expandNemesis, withoutCollections } from './expand-nemesis.ts';
import { messageOf, usageExitCode, usageFailure } from './failure.ts';
import { failureOf, takeAll } from './failure-of.ts';
import { interruptedExitCode, listenForInterrupts } from './interrupts.ts';
import { printJson } from './output.ts';
import { performRun } from './perform-run.ts';
import { performSimulatedRun } from './perform-simulated-run.ts';
import { addPlanOptions } from './plan-options.ts';
import { partsOf, requireCapabilities } from './plan-parts.ts';
import { shownPath } from './repository.ts';
import { openRunOutput, type RunOutput } from './run-output.ts';
import { againCommand, type RunRequest, tellAgain } from './run-request.ts';
import type { FinishedBatch } from './seeds.ts';
import { requireFile, writeTestReports } from './test-reports.ts';
import { type ChosenWorld, chooseWorld, worldOptionNames } from './worlds.ts';

interface RunFlags extends PlanFlags, CheckingFlags {
  readonly world?: string;
  readonly json?: boolean;
  readonly expect?: string;
  readonly seeds?: string;
  readonly collect?: boolean;
  readonly threads?: string;
  readonly junit?: string;
  readonly events?: boolean;
  readonly quiet?: boolean;
}

interface Shared extends Pick<RunRequest, 'world' | 'screen' | 'interrupts'> {
  readonly output: RunOutput;
  /** Takes what was run as test cases. */
  readonly suites: TestSuite[];
}

/** A saved plan: a file, or the directory of a run that holds one. */
async function planFile(target: string): Promise<string | null> {
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory() === true) return join(target, 'plan.json');
  return found !== null || target.endsWith('.json') ? target : null;
}

/** The plans of this command line, with everything they name known to exist. */
export async function plansOf(target: string, typed: PlanFlags & CheckingFlags): Promise<readonly Plan[]> {
  const checking = checkingOf(typed);
  const flags = checking === undefined ? typed : { ...typed, checking };
  const file = await planFile(target);
  // The world is decided last, since trying worlds takes time: until then any name will do.
  const plans =
    file === null
      ? plansFromFlags(namesOf('The list of workloads', target), 'docker', flags)
      : [withFlags(await readPlan(file), flags)];
  for (const plan of plans) partsOf({ ...plan, nemesis: withoutCollections(plan.nemesis) });
  if (plans.length === 0) throw usageFailure('No workload is named: `./ordeal ls` lists them.');
  return plans;
}

/** Runs the plans one after the other. @param results takes what ended, which counts also where a later run fails */
async function runEach(
  plans: readonly Plan[],
  flags: RunFlags,
  shared: Shared,
  results: RunResults[],
): Promise<void> {
  const commit = seedFlag(flags)?.commit ?? null;
  for (const plan of plans) {
    if (shared.interrupts.signal.aborted) break;
    let saved: string | null = null;
    const onSaved = (directory: string): void => void (saved = shownPath(directory));
    const { output, ...common } = shared;
    const request = {
      ...common,
      plan,
      commit,
      onSaved,
      onProgress: (progress: ProgressRecord) => output.progress(progress),
    };
    output.started(plan);
    const found = await (plan.world === 'sim' ? performSimulatedRun(request) : performRun(request)).catch(
      (error: unknown) => {
        // A wrong use would be the same wrong use again.
        if (failureOf(error).exitCode !== usageExitCode) tellAgain(request);
        throw error;
      },
    );
    results.push(found);
    output.ended(plan, found, saved);
    shared.suites.push(suiteOfRun(found, { again: againCommand(plan), saved }, flags.expect === 'fail'));
  }
}

/** Runs each plan under many seeds. @param batches takes what ended */
async function runBatches(
  plans: readonly Plan[],
  flags: RunFlags,
  { screen, output, interrupts, suites }: Shared,
  batches: FinishedBatch[],
): Promise<void> {
  const first = seedFlag(flags)?.number ?? null;
  const seeds = parseSeedRange(flags.seeds ?? '', first);
  const threads = threadsOf(flags);
  const { performBatch } = await import('./seeds.ts');
  for (const plan of plans) {
    if (interrupts.signal.aborted) break;
    const work = { plan, seeds, threads, collect: flags.collect === true, screen, interrupts };
    const batch = await performBatch(work);
    batches.push(batch);
    output.batchEnded(
      plan,
      `${batch.finished} of ${batch.seeds.count} seeds, ${batch.failed.length} not valid (exit code ${batch.exitCode})`,
    );
    const cases = {
      expectViolation: flags.expect === 'fail',
      seedsAreWritten: (flags.seeds ?? '').includes('-'),
    };
    suites.push(await batchSuite(plan, batch, cases));
  }
}

export function threadsOf({ threads }: Pick<RunFlags, 'threads'>): number | null {
  if (threads === undefined) return null;
  if (/^\d{1,3}$/.test(threads) && Number(threads) > 0) return Number(threads);
  throw usageFailure(`--threads is "${threads}", but must be a whole number from 1 to 999.`);
}

/** Which world: the one asked for, else that of the saved plan; many seeds need the simulated one. */
async function worldOf(target: string, plans: readonly Plan[], flags: RunFlags): Promise<ChosenWorld> {
  if (flags.seeds !== undefined) {
    if (flags.world === undefined || flags.world === 'sim') return chooseWorld('sim');
    throw usageFailure(`--seeds needs the simulated world: leave --world ${flags.world} out.`);
  }
  const saved = (await planFile(target)) !== null;
  return chooseWorld(flags.world ?? (saved ? (plans[0]?.world ?? 'auto') : 'auto'));
}

async function run(target: string, flags: RunFlags): Promise<void> {
  if (flags.expect !== undefined && flags.expect !== 'fail') {
    throw usageFailure(`--expect is "${flags.expect}", but must be fail.`);
  }
  await requireFile('--junit', flags.junit);
  const named = await plansOf(target, flags);
  const world = await worldOf(target, named, flags);
  const output = openRunOutput(flags);
  const { screen } = output;
  const expanded = named.map((plan) =>
    expandNemesis({ ...plan, world: world.name }, world.missingFaults, flags.faultInterval !== undefined),
  );
  for (const sentence of new Set(expanded.flatMap(({ leftOut }) => leftOut))) screen.line(sentence);
  const plans = expanded.map(({ plan }) => (flags.seeds === undefined ? drawPackages(plan) : plan));
  for (const plan of plans) requireCapabilities(plan, world.missingFaults);
  const interrupts = listenForInterrupts(screen);
  const suites: TestSuite[] = [];
  const shared = { world, screen, output, interrupts, suites };
  const found = flags.seeds === undefined ? { runs: [] as RunResults[] } : { batches: [] as FinishedBatch[] };
  const failures: unknown[] = [];
  await ('runs' in found
    ? runEach(plans, flags, shared, found.runs)
    : runBatches(plans, flags, shared, found.batches)
  ).catch((error: unknown) => {
    failures.push(error);
    suites.push(suiteOfFailure(messageOf(error), new Date().toISOString()));
  });
  interrupts.close();
  const cutShort = interrupts.signal.aborted && 'batches' in found ? [interruptedExitCode] : [];
  const ended = 'runs' in found ? found.runs : found.batches;
  const exitCode = endCode([...ended.map(({ exitCode }) => exitCode), ...cutShort], failures, flags, screen);
  process.exitCode = exitCode;
  await takeAll([
    ...failures.map((failure) => () => Promise.reject(failure)),
    () => writeTestReports(suites, flags.junit, screen, process.env),
    async () => {
      if (flags.json === true && (ended.length > 0 || failures.length === 0))
        await printJson({ exitCode, valid: exitCode === 0, ...found });
    },
    () => output.close(),
  ]);
}

/** The exit code of all runs together, and a sentence where it is not that of the worst one. */
function endCode(
  codes: readonly number[],
  failures: readonly unknown[],
  flags: RunFlags,
  screen: Screen,
): number {
  const failed = failures.map((failure) => failureOf(failure).exitCode);
  const worst = worstExitCode(codes);
  const ended = flags.expect === 'fail' && codes.length > 0 ? invertForExpectedFailure(worst) : worst;
  if (ended !== worst)
    screen.line(
      ended === 0
        ? 'A violation was expected and found: this command ends with 0.'
        : 'A violation was expected and none was found: this command ends with 1.',
    );
  return worstExitCode([ended, ...failed]);
}

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('run a cluster under load and faults, and check its history')
    .argument('[workloads]', 'names separated by commas, or a saved plan file', 'register')
    .option('--world <name>', `${worldOptionNames.join(', ')} (default: auto)`);
  addCheckingFlags(addPlanOptions(command))
    .option(
      '--threshold <figure=condition>',
      'required of a figure of the run, as "failoverMs=p95 < 8000"; may be given several times',
      (text: string, earlier: readonly string[] | undefined): readonly string[] | undefined => [
        ...(earlier ?? []),
        text,
      ],
    )
    .option('--seed <seed>', 'a number, or a git commit hash (default: a random number)')
    .option(
      '--seeds <seeds>',
      'run a batch in the simulated world: a number of seeds from --seed on, or a range as 100-199',
    )
    .option('--collect', 'do not stop a batch at the first violation or crash')
    .option('--threads <count>', 'threads of a batch (default: one for each core)')
    .option('--name <name>', 'folder under results/ (default: the workload)')
    .option('--version <build>', 'build of the database: current, a git ref or a path (default: current)')
    .option(
      '--upgrade-to <build>',
      'the second build: the nemesis upgrade moves nodes to it one by one under load, and back',
    )
    .option('--expect <outcome>', 'fail: end with 0 on a violation, and with 1 on a valid run')
    .option('--junit <file>', 'write the verdicts as JUnit XML: a case for each, or for each seed of a batch')
    .option('--quiet', 'print one line for each run: how it ended')
    .option(
      '--events',
      'print one JSON document per line on standard output while a run goes, all else on standard error',
    )
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(run);
}
