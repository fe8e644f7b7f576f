// Carries out the jobs of a suite: simulated ones side by side, a real one with the machine to itself. What a job comes to
// is known from `perform` alone; every attempt is journalled when it ends, and a budget only keeps jobs from beginning.

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

/** What an interruption cut short is run again; a violation never is. */
function isSettled({ outcome, attempt }: JobRecord, retries: number): boolean {
  if (outcome === 'interrupted') return false;
  return !saysNothing.includes(outcome) || attempt > retries;
}

/** Runs what is left of a suite; jobs that were not begun have no record. */
export async function runSuite(work: SuiteWork): Promise<SuiteEnd> {
  const { jobs, earlier, retries, threads, isOver, signal, perform, journal } = work;
  const last = new Map(earlier.map((record) => [record.job, record]));
  const open = jobs.filter(({ id }) => {
    const record = last.get(id);
    return record === undefined || !isSettled(record, retries);
  });
  let leftOut = false;
  const one = async (job: SuiteJob): Promise<void> => {
    for (let attempt = (last.get(job.id)?.attempt ?? 0) + 1; ; attempt += 1) {
      if (signal.aborted) return;
      if (isOver()) {
        leftOut = true;
        return;
      }
      const record = await perform(job, attempt);
      journal(record);
      if (record.outcome === 'interrupted' || isSettled(record, retries)) return;
    }
  };
  const runLane = async (queue: Iterator<SuiteJob>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await one(next.value);
  };
  const simulated = open.filter(({ plan }) => plan.world === 'sim').values();
  await Promise.all(Array.from({ length: threads }, () => runLane(simulated)));
  await runLane(open.filter(({ plan }) => plan.world !== 'sim').values());
  if (signal.aborted) return 'interrupted';
  return leftOut ? 'budget' : 'complete';
}
