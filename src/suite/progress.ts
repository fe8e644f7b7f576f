// How far a suite is, as data: for the screen of a terminal and for the page that follows it.

import { canariesOf, type JobRecord, type SavedSuite } from '../store/suite.ts';
import type { SuiteStatus } from '../store/suite-status.ts';
import { type GroupSummary, summarizeSuite } from './summary.ts';

const mostEnded = 10;

/** `open`: a run of a canary that did not catch it, which another one still may. */
export type EndKind = 'good' | 'open' | 'bad';

export type EndedJob = Pick<JobRecord, 'job' | 'outcome' | 'reason' | 'run'> & { readonly kind: EndKind };

export interface SuiteProgress {
  readonly planned: number;
  readonly finished: number;
  readonly suiteMs: number;
  readonly budgetMs: number | null;
  /** Number of jobs by outcome, canaries left out. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly groups: readonly GroupSummary[];
  readonly running: SuiteStatus['running'];
  /** Attempts that ended last, the latest first. */
  readonly ended: readonly EndedJob[];
  /** The same of those that went wrong. */
  readonly failed: readonly EndedJob[];
}

/** How an attempt counts. */
export function endKind({ outcome }: Pick<JobRecord, 'outcome'>, isCanary: boolean): EndKind {
  if (isCanary) return outcome === 'violation' ? 'good' : 'open';
  return outcome === 'valid' ? 'good' : 'bad';
}

/** The state of a suite after the attempts that ended, with what runs now. */
export function suiteProgress(
  saved: Pick<SavedSuite, 'suite' | 'records'>,
  { suiteMs, running }: SuiteStatus,
): SuiteProgress {
  const { suite, records } = saved;
  const { planned, finished, outcomes, groups } = summarizeSuite(saved);
  const canaries = canariesOf(suite);
  const canaryJobs = new Set(suite.jobs.filter(({ group }) => canaries.has(group)).map(({ id }) => id));
  const ended = [...records].reverse().map(({ job, outcome, reason, run }): EndedJob => {
    return { job, outcome, reason, run, kind: endKind({ outcome }, canaryJobs.has(job)) };
  });
  return {
    ...{ planned, finished, outcomes, groups, running, suiteMs },
    budgetMs: suite.budgetMs,
    ended: ended.slice(0, mostEnded),
    failed: ended.filter(({ kind }) => kind === 'bad').slice(0, mostEnded),
  };
}
