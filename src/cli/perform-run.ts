// One run from its plan to its saved results: build, boot, drive, collect, clean up, judge, tell.

import { randomBytes } from 'node:crypto';
import { createFileJournal, type FileJournal } from '../history/journal.ts';
import { formatMs } from '../report/format.ts';
import { createLiveReport } from '../report/live.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { findFailedAssertions } from '../runner/failed-assertions.ts';
import { faultCoverage } from '../runner/fault-coverage.ts';
import { findMissingLogs } from '../runner/missing-logs.ts';
import { findNodePanics } from '../runner/node-panics.ts';
import { outcomeOf } from '../runner/outcome.ts';
import { placeOf } from '../runner/place-losses.ts';
import { type RunSummary, runPlan } from '../runner/run-plan.ts';
import { createRun, furnish } from '../store/create-run.ts';
import { historyOfRun } from '../store/history-of-run.ts';
import { createProgressFile } from '../store/progress.ts';
import type { RunResults } from '../store/results.ts';
import { dataDirectoryOf, type RunFiles } from '../store/run-files.ts';
import { noteMissingData } from '../store/save-data.ts';
import { sweepLeftovers } from '../worlds/sweep.ts';
import type { World } from '../worlds/world.ts';
import { CommandFailure, infrastructureFailure, messageOf, sentence } from './failure.ts';
import { finishRun } from './finish-run.ts';
import { harnessVersion, thisHarness } from './harness-version.ts';
import { interruptedExitCode } from './interrupts.ts';
import { judgeFile } from './judge-history.ts';
import { buildPlan, bundleOptions, type PlanBuilds, versionsOf } from './plan-builds.ts';
import { needsOf, type PlanParts, partsOf } from './plan-parts.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { createRunLog, type RunLog } from './run-log.ts';
import { plainAgain, type RunRequest } from './run-request.ts';

/** What one run works with. */
interface Run extends RunRequest {
  readonly files: RunFiles;
  readonly startedAt: Date;
  readonly builds: PlanBuilds;
  readonly parts: PlanParts;
  readonly log: RunLog;
}

/** What happened in the world, once the world is gone. */
interface Driven {
  readonly summary: RunSummary;
  readonly nodes: readonly string[];
  readonly bootMs: number;
}

/**
 * By default a node takes a snapshot every 20,000 entries, which hardly a run reaches, and gives a statement up after
 * its client did. With these, nodes start from snapshots, laggards are sent them, and clients hear what a node says of
 * a statement it gave up. The simulated world draws its own numbers.
 */
const timingsOfRuns = { snapshotIntervalEntries: 1000, snapshotKeepEntries: 200, statementTimeoutMs: 3500 };

const interruptedBeforeLoad = (): CommandFailure =>
  new CommandFailure('Interrupted before the load began: there is nothing to judge.', interruptedExitCode);

/** Boots the world. @throws {CommandFailure} with the reason, nothing left behind. */
async function boot(run: Run, tell: (line: string) => void): Promise<World> {
  const { plan, world, builds, interrupts } = run;
  const runId = randomBytes(4).toString('hex');
  const options = {
    nodeCount: plan.nodes,
    ...bundleOptions(builds),
    runId,
    seed: plan.seed,
    timings: world.name === 'sim' ? {} : timingsOfRuns,
    needs: needsOf(plan),
    onProgress: tell,
    signal: interrupts.signal,
  };
  const booted = await world.create(options).catch((error: unknown) => {
    if (interrupts.signal.aborted) throw interruptedBeforeLoad();
    throw infrastructureFailure(`The ${world.name} world did not boot: ${messageOf(error)}`);
  });
  interrupts.setCleanup(() => booted.close());
  return booted;
}

/** Everything between boot and cleanup; the world is closed however it ends. */
async function drive(run: Run, tell: (line: string) => void): Promise<Driven> {
  const { plan, screen, interrupts, files, log } = run;
  const world = await boot(run, tell);
  const onLost = (): void => tell(messageOf(world.place?.signal.reason));
  world.place?.signal.addEventListener('abort', onLost, { once: true });
  let driven: Driven;
  try {
    tell(`${world.nodes.length} nodes serve ${formatMs(world.bootMs)} after the first host started`);
    const journal = createFileJournal(files.history);
    const live = createLiveReport(screen, plan);
    const saveProgress = createProgressFile(files.progress);
    const workload = run.parts.workload(world.nodes);
    const packages = run.parts.faults(world.nodes);
    const faults = run.changeFaults?.(packages) ?? packages;
    const summary = await runPlan({
      world,
      workload,
      faults,
      plan,
      journal,
      onProgress: (progress) => {
        live.progress(progress);
        saveProgress(progress);
        run.onProgress?.(progress);
      },
      onLog: log,
      signal: interrupts.signal,
    });
    live.stop();
    const removed = await restoreFolder(run, journal);
    journal.close();
    for (const missing of await world.collectLogs(files.nodes)) tell(`log not collected: ${missing}`);
    // A disk that is copied while its place falls apart may come out as half of itself.
    if (!summary.interrupted && !isLost(world)) await saveData(world, files, tell);
    const found = { ...summary, ...placeOf(world) };
    driven = {
      summary: removed === null ? found : withLoss(found, removed),
      ...{ nodes: world.nodes, bootMs: world.bootMs },
    };
  } catch (error) {
    await takeDown(run, world);
    throw error;
  }
  const left = await takeDown(run, world);
  return left === null ? driven : { ...driven, summary: withLoss(driven.summary, left) };
}

/** Makes the run's folder again, with its plan and history, where somebody has removed it; says so then. */
async function restoreFolder({ plan, files }: Run, journal: FileJournal): Promise<string | null> {
  if (!journal.restore()) return null;
  await furnish(resultsDirectory(), files, plan);
  return `The folder ${shownPath(files.directory)} was removed while the run was under way; the history is saved there again.`;
}

const isLost = ({ place }: World): boolean => place?.signal.aborted === true;

/** Removes the world; says what could not be removed, which is no reason to lose the run. */
async function takeDown({ interrupts }: Run, world: World): Promise<string | null> {
  try {
    await world.close();
    return null;
  } catch (error) {
    return `The ${world.name} world was not taken down: ${sentence(messageOf(error))}`;
  } finally {
    interrupts.setCleanup(() => Promise.resolve());
  }
}

/** What was lost before comes first. */
function withLoss(summary: RunSummary, loss: string): RunSummary {
  return { ...summary, losses: [...(summary.losses ?? []), loss] };
}

/** What each node has on its disk, or why that cannot be had, beside its log. */
async function saveData(world: World, files: RunFiles, tell: (line: string) => void): Promise<void> {
  const missing = (await world.collectData?.((node) => dataDirectoryOf(files.nodes, node))) ?? [];
  for (const { node, reason } of missing) {
    tell(`data not saved: ${node}: ${reason}`);
    await noteMissingData(files.nodes, node, reason).catch((error: unknown) => tell(messageOf(error)));
  }
}

async function conclude(run: Run, { summary, nodes, bootMs }: Driven): Promise<RunResults> {
  const { plan, files, builds, screen, world } = run;
  const { recovery, ...rest } = summary;
  screen.status('judging the history');
  const history = await historyOfRun(files.history);
  const parts = { workload: run.parts.workload(nodes), packages: run.parts.faults(nodes) };
  const nodePanics = await findNodePanics(files.nodes, parts.packages);
  const judgement = await judgeFile(
    files.history,
    history,
    { kind: 'plan', plan, nodesDirectory: files.nodes },
    {
      ...parts,
      thresholds: plan.thresholds ?? {},
      recovery,
      place: summary,
      nodePanics,
      failedAssertions: await findFailedAssertions(files.nodes),
      missingLogs: await findMissingLogs(files, nodes),
    },
  );
  const outcome = outcomeOf(judgement, summary);
  const results: RunResults = {
    format: 1,
    harnessVersion: harnessVersion(),
    plan,
    seed: plan.seed,
    world: world.name,
    versions: versionsOf(builds),
    harness: await thisHarness(),
    startedAt: run.startedAt.toISOString(),
    outcome,
    exitCode: exitCodeOf(outcome),
    verdicts: judgement.verdicts,
    checkMs: judgement.checkMs,
    ...rest,
    faultCoverage: faultCoverage(history, parts.packages),
    crash: summary.crash ?? judgement.crash,
    bootMs,
  };
  return finishRun(run, files, results, history);
}

/**
 * Carries out one plan.
 * @throws {CommandFailure} when it did not come to a run: no build, no world, interrupted before.
 * @throws {StoreError} when the results cannot be written.
 */
export async function performRun(request: RunRequest): Promise<RunResults> {
  const { plan, world, screen, interrupts } = request;
  const parts = partsOf(plan);
  // Before anything is made or said: a build that there is not is a wrong use.
  const builds = await buildPlan(plan, 'server', request.build);
  const startedAt = new Date();
  const files = await createRun(resultsDirectory(), plan, startedAt);
  const log = createRunLog(files.log);
  const tell = (line: string): void => {
    log(line);
    screen.line(screen.paint.dim(line));
  };
  log(plainAgain(request));
  tell(`world ${world.name} (${world.reason})`);
  await sweepLeftovers(tell);
  const run: Run = { ...request, files, startedAt, builds, parts, log };
  const driven = await drive(run, tell);
  if (interrupts.signal.aborted && driven.summary.counts.invoked === 0) {
    throw interruptedBeforeLoad();
  }
  return conclude(run, driven);
}
