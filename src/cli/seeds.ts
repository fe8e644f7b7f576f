// `ordeal run --seeds`: one plan under many seeds, on every core. Each finished seed is on disk at once; the ones that
// are not valid are saved as runs of their own.

import { basename } from 'node:path';
import { declaredConditions } from '../batch/declared-conditions.ts';
import type { KeptRun } from '../batch/job.ts';
import { createSimulatorPool, type JobEnd } from '../batch/pool.ts';
import { runBatch } from '../batch/run-batch.ts';
import { type BatchSummary, summarizeBatch } from '../batch/tally.ts';
import { violationClasses } from '../batch/violation-class.ts';
import type { Plan } from '../plan/plan.ts';
import type { SeedRange } from '../plan/seed-range.ts';
import type { Screen } from '../report/screen.ts';
import { appendSeed, type Batch, type SeedRecord, saveBatch } from '../store/batch.ts';
import { createRun, saveResults } from '../store/create-run.ts';
import { figuresOf } from '../store/figures.ts';
import { saveHistory } from '../store/save-history.ts';
import { saveTrace } from '../store/save-trace.ts';
import { crashExitCode } from './failure.ts';
import type { Interrupts } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { completeResults } from './perform-simulated-run.ts';
import { buildPlan, modulesOf, type PlanBuilds, versionsOf } from './plan-builds.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { batchHeading, batchLines, createBatchProgress } from './seeds-report.ts';
import { simulatorUrl } from './simulator.ts';

export interface BatchRequest {
  /** With any seed. */
  readonly plan: Plan;
  readonly seeds: SeedRange;
  /** `null`: one for each core. */
  readonly threads: number | null;
  /** Goes on after a failure. */
  readonly collect: boolean;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
}

export interface FinishedBatch extends BatchSummary {
  readonly directory: string;
  readonly wallMs: number;
  readonly seedsPerHour: number;
}

/** Runs that are kept whole; all others are a line, which is enough to run them again. */
const savedRunsLimit = 20;
const keptTraceLines = 20_000;
/** Far more than a run takes on a busy machine. */
const seedTimeoutMs = 1_800_000;

/** What a seed's end comes to in one line; `run` names the saved run. */
function recordOf({ seed }: Plan, end: JobEnd, run: string | null): SeedRecord {
  if (end.kind === 'lost') {
    const nothing = { violations: [], traceHash: null, wallMs: 0, simulatedMs: 0, events: 0, ok: 0 };
    return {
      seed,
      outcome: 'lost',
      exitCode: crashExitCode,
      reason: end.reason,
      ...nothing,
      conditions: {},
      run,
    };
  }
  const { results, traceHash, wallMs, simulatedMs, events, kept } = end.result;
  const bad = results.verdicts.filter(({ valid }) => valid !== true);
  const broken = bad.filter(({ valid, checker }) => valid === false && checker !== 'run-validity');
  const repeated = kept?.trace?.traceHash ?? traceHash;
  const reasons = [
    ...(results.crash === null ? [] : [`crash in ${results.crash.where}: ${results.crash.message}`]),
    ...broken.map(({ reason }) => reason),
    ...bad.filter((verdict) => !broken.includes(verdict)).map(({ reason }) => reason),
    ...results.problems,
    ...(repeated === traceHash ? [] : [`not repeatable: run again, its trace was ${repeated}`]),
  ];
  return {
    seed,
    outcome: results.outcome,
    exitCode: results.exitCode,
    violations: broken.map(({ checker }) => checker),
    classes: violationClasses(results),
    reason: results.outcome === 'valid' ? '' : (reasons[0] ?? ''),
    traceHash,
    wallMs: Math.round(wallMs),
    simulatedMs: Math.round(simulatedMs),
    events,
    ok: results.counts.ok,
    figures: figuresOf(results),
    conditions: results.conditions ?? {},
    run,
  };
}

/** Saves a run of its own; answers its name. */
async function saveSeed(plan: Plan, end: JobEnd, builds: PlanBuilds): Promise<string | null> {
  const kept: KeptRun | null = end.kind === 'done' ? end.result.kept : null;
  if (end.kind === 'lost' || kept === null) return null;
  const startedAt = new Date();
  const files = await createRun(resultsDirectory(), plan, startedAt);
  await saveHistory(files, kept);
  if (kept.trace !== null) await saveTrace(files, kept.trace.lines, kept.trace.droppedLines);
  await saveResults(files, await completeResults(end.result.results, builds, startedAt));
  return `${plan.name}/${basename(files.directory)}`;
}

/**
 * Runs a batch to its end.
 * @throws {CommandFailure} when there is no build
 * @throws {StoreError} when what it found cannot be written
 */
export async function performBatch(request: BatchRequest): Promise<FinishedBatch> {
  const { seeds, threads, collect, screen, interrupts } = request;
  const plan: Plan = { ...request.plan, seed: seeds.first };
  const builds = await buildPlan(plan, 'node');
  const startedAt = new Date();
  const { directory } = await createRun(resultsDirectory(), plan, startedAt);
  const batch: Batch = {
    format: 1,
    seeds,
    versions: { ...versionsOf(builds), simulator: basename(await simulatorUrl(), '.mjs') },
    startedAt: startedAt.toISOString(),
    conditions: await declaredConditions(builds.version.path),
  };
  await saveBatch(directory, batch);
  const pool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    jobTimeoutMs: seedTimeoutMs,
    ...(threads === null ? {} : { threads }),
  });
  interrupts.setCleanup(() => pool.close());
  screen.line(batchHeading(plan, seeds, pool.threads, directory, screen));
  const progress = createBatchProgress(seeds.count, screen);
  const records: SeedRecord[] = [];
  let savedRuns = 0;
  const onSeed = async (seeded: Plan, end: JobEnd): Promise<void> => {
    const run = savedRuns < savedRunsLimit ? await saveSeed(seeded, end, builds) : null;
    if (run !== null) savedRuns += 1;
    const record = recordOf(seeded, end, run);
    records.push(record);
    appendSeed(directory, record);
    progress.add(record);
  };
  try {
    const { signal } = interrupts;
    const failFast = !collect;
    const work = { plan, seeds, pool, failFast, onSeed, signal, modules: modulesOf(builds) };
    await runBatch({ ...work, budget: checkerBudget(), traceLines: keptTraceLines });
  } finally {
    progress.stop();
    await pool.close();
    interrupts.setCleanup(() => Promise.resolve());
  }
  const wallMs = Date.now() - startedAt.getTime();
  const summary = summarizeBatch({ batch, records });
  const seedsPerHour = Math.round((summary.finished * 3_600_000) / Math.max(1, wallMs));
  for (const line of batchLines(plan, summary, { wallMs, seedsPerHour }, screen)) screen.line(line);
  screen.line(`${screen.paint.dim('saved')} ${shownPath(directory)}`);
  return { ...summary, directory, wallMs, seedsPerHour };
}
