// Carries out the jobs of a suite in their order: simulated ones side by side, a real one with the machine to itself. What a
// job comes to is known from `perform` alone; every attempt is journalled when it ends, and a budget only keeps jobs from
// beginning.

import type { SuiteJob } from '../plan/suite/suite-jobs.ts';
import type { JobRecord } from '../store/suite.ts';

export interface SuiteWork {
  /** In the order in which they are begun. */
  readonly jobs: readonly SuiteJob[];
  /** Attempts of an earlier part of this suite. */
  readonly earlier: readonly JobRecord[];
  /** Attempts beyond the first, for what says nothing about the database. */
  readonly retries: number;
  /** Simulated jobs side by side. */
  readonly threads: number;
  /** Whether its time is used up. */
  readonly isOver: () => boolean;
  readonly signal: AbortSignal;
  readonly perform: (job: SuiteJob, attempt: number) => Promise<JobRecord>;
  readonly journal: (record: JobRecord) => void;
}

export type SuiteEnd = 'complete' | 'budget' | 'interrupted';

const saysNothing: readonly JobRecord['outcome'][] = ['invalid-run', 'lost'];

/** What a job has behind it. An attempt that was interrupted says nothing and counts for nothing. */
interface Past {
  attempts: number;
  failures: number;
  isSettled: boolean;
}

/** What an interruption cut short is run again; a violation never is. */
function take(past: Past, { outcome, attempt }: JobRecord, retries: number): void {
  past.attempts = Math.max(past.attempts, attempt);
  if (outcome === 'interrupted') return;
  const failed = saysNothing.includes(outcome);
  if (failed) past.failures += 1;
  past.isSettled = !failed || past.failures > retries;
}

/**
 * Runs what is left of a suite; jobs that were not begun have no record.
 * Rejects with what `perform` or `journal` throws, once the jobs under way have ended.
 */
export async function runSuite(work: SuiteWork): Promise<SuiteEnd> {
  const { jobs, earlier, retries, threads, isOver, signal, perform, journal } = work;
  const pasts = new Map(
    jobs.map(({ id }): [string, Past] => [id, { attempts: 0, failures: 0, isSettled: false }]),
  );
  for (const record of earlier) {
    const past = pasts.get(record.job);
    if (past !== undefined) take(past, record, retries);
  }
  let leftOut = false;
  let failure: { readonly error: unknown } | null = null;

  const one = async (job: SuiteJob): Promise<void> => {
    const past = pasts.get(job.id) as Past;
    while (!past.isSettled && !signal.aborted && failure === null) {
      if (isOver()) {
        leftOut = true;
        return;
      }
      try {
        const record = await perform(job, past.attempts + 1);
        journal(record);
        take(past, record, retries);
        if (record.outcome === 'interrupted') return;
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  const runLane = async (queue: Iterator<SuiteJob>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await one(next.value);
  };
  for (const stretch of stretches(jobs)) {
    const lanes = stretch[0]?.plan.world === 'sim' ? threads : 1;
    const queue = stretch.values();
    await Promise.all(Array.from({ length: lanes }, () => runLane(queue)));
  }
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  if (signal.aborted) return 'interrupted';
  return leftOut ? 'budget' : 'complete';
}

/** Neighbours that may run side by side: simulated jobs in a row, or one real job. */
function stretches(jobs: readonly SuiteJob[]): readonly (readonly SuiteJob[])[] {
  const found: SuiteJob[][] = [];
  for (const job of jobs) {
    const last = found.at(-1);
    const joins = job.plan.world === 'sim' && last?.[0]?.plan.world === 'sim';
    if (joins) last?.push(job);
    else found.push([job]);
  }
  return found;
}
