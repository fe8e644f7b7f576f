// What one simulated run of many comes to: a line of the journal, and a saved run of its own where it is kept.

import { basename } from 'node:path';
import type { KeptRun } from '../batch/job.ts';
import type { JobEnd } from '../batch/pool.ts';
import { speaksAgainst } from '../batch/violation-class.ts';
import type { Plan } from '../plan/plan.ts';
import type { SeedRecord } from '../store/batch.ts';
import { createRun, saveResults } from '../store/create-run.ts';
import { figuresOf } from '../store/figures.ts';
import { saveHistory } from '../store/save-history.ts';
import { saveTrace } from '../store/save-trace.ts';
import { crashExitCode } from './failure.ts';
import { completeResults } from './perform-simulated-run.ts';
import type { PlanBuilds } from './plan-builds.ts';
import { resultsDirectory } from './results-directory.ts';

/** Lines of the trace that are kept of a run that is not valid. */
export const keptTraceLines = 20_000;
/** Far more than a run takes on a busy machine. */
export const seedTimeoutMs = 1_800_000;

/** What a seed's end comes to in one line; `run` names the saved run. */
export function recordOf({ seed }: Plan, end: JobEnd, run: string | null): SeedRecord {
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
  const repeated = kept?.trace?.traceHash ?? traceHash;
  const against = speaksAgainst(results);
  const notRepeatable =
    repeated === traceHash || results.outcome === 'valid'
      ? ''
      : `not repeatable: run again, its trace was ${repeated}`;
  return {
    seed,
    outcome: results.outcome,
    exitCode: results.exitCode,
    ...against,
    reason: against.reason === '' ? notRepeatable : against.reason,
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
export async function saveSeed(plan: Plan, end: JobEnd, builds: PlanBuilds): Promise<string | null> {
  const kept: KeptRun | null = end.kind === 'done' ? end.result.kept : null;
  if (end.kind === 'lost' || kept === null) return null;
  const startedAt = new Date();
  const files = await createRun(resultsDirectory(), plan, startedAt);
  await saveHistory(files, kept);
  if (kept.trace !== null) await saveTrace(files, kept.trace.lines, kept.trace.droppedLines);
  await saveResults(files, await completeResults(end.result.results, builds, startedAt));
  return `${plan.name}/${basename(files.directory)}`;
}
