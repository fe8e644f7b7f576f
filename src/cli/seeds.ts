// `ordeal run --seeds`: one plan under many seeds, on every core. Each finished seed is on disk at once; the ones that
// are not valid are saved as runs of their own.

import { basename } from 'node:path';
import { declaredConditions } from '../batch/declared-conditions.ts';
import { createSimulatorPool, type JobEnd } from '../batch/pool.ts';
import { runBatch } from '../batch/run-batch.ts';
import { type BatchSummary, summarizeBatch } from '../batch/tally.ts';
import type { Plan } from '../plan/plan.ts';
import type { SeedRange } from '../plan/seed-range.ts';
import type { Screen } from '../report/screen.ts';
import { appendSeed, type Batch, type SeedRecord, saveBatch } from '../store/batch.ts';
import { createRun } from '../store/create-run.ts';
import { saveBatchPage } from './batch-page.ts';
import { thisHarness } from './harness-version.ts';
import type { Interrupts } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { buildPlan, modulesOf, versionsOf } from './plan-builds.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { savePageOf } from './run-page.ts';
import { keptTraceLines, recordOf, saveSeed, seedTimeoutMs } from './seed-record.ts';
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
  const files = await createRun(resultsDirectory(), plan, startedAt);
  const { directory } = files;
  const batch: Batch = {
    format: 1,
    seeds,
    versions: { ...versionsOf(builds), simulator: basename(await simulatorUrl(), '.mjs') },
    harness: await thisHarness(),
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
    if (run !== null) {
      savedRuns += 1;
      await savePageOf(run, screen);
    }
    const record = recordOf(seeded, end, run);
    records.push(record);
    appendSeed(directory, record);
    progress.add(record);
  };
  try {
    const { signal } = interrupts;
    const failFast = !collect;
    const work = { plan, seeds, pool, failFast, onSeed, signal, modules: modulesOf(builds) };
    await runBatch({ ...work, budget: checkerBudget(plan), traceLines: keptTraceLines });
  } finally {
    progress.stop();
    await pool.close();
    interrupts.setCleanup(() => Promise.resolve());
  }
  const wallMs = Date.now() - startedAt.getTime();
  const summary = summarizeBatch({ batch, records });
  const seedsPerHour = Math.round((summary.finished * 3_600_000) / Math.max(1, wallMs));
  for (const line of batchLines(plan, summary, { wallMs, seedsPerHour }, screen)) screen.line(line);
  await saveBatchPage({ plan, files }, { batch, records }, screen);
  screen.line(`${screen.paint.dim('saved')} ${shownPath(directory)}`);
  return { ...summary, directory, wallMs, seedsPerHour };
}
