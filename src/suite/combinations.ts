// A suite as its matrix: every job with all its attempts, and the jobs of one combination together.

import type { JobRecord, SavedSuite, Suite } from '../store/suite.ts';

export interface JobResult {
  readonly job: Suite['jobs'][number];
  /** In the order in which they ended; the last one is what the job came to. Empty for one that was not run. */
  readonly attempts: readonly JobRecord[];
  readonly last: JobRecord | null;
}

/** Jobs that differ in their seed alone. */
export interface Combination {
  readonly group: string;
  readonly workload: string;
  readonly nemesis: string;
  readonly world: string;
  readonly version: string;
  readonly results: readonly JobResult[];
}

/** Each job of a suite, in the order in which they were planned. */
export function jobResults({ suite, records }: Pick<SavedSuite, 'suite' | 'records'>): readonly JobResult[] {
  const attempts = new Map<string, JobRecord[]>();
  for (const record of records) {
    const others = attempts.get(record.job);
    if (others === undefined) attempts.set(record.job, [record]);
    else others.push(record);
  }
  return suite.jobs.map((job) => {
    const own = attempts.get(job.id) ?? [];
    return { job, attempts: own, last: own.at(-1) ?? null };
  });
}

/** The combinations of some jobs, in the order in which they first come. */
export function combinationsOf(results: readonly JobResult[]): readonly Combination[] {
  const found = new Map<string, Omit<Combination, 'results'> & { readonly results: JobResult[] }>();
  for (const result of results) {
    const { group, nemesis, plan } = result.job;
    const axes = { group, workload: plan.workload, nemesis, world: plan.world, version: plan.version };
    const key = JSON.stringify(axes);
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...axes, results: [result] });
    else known.results.push(result);
  }
  return [...found.values()];
}

/** Number of jobs by outcome, the best first; those that were not run are left out. */
export function outcomeCounts(results: readonly JobResult[]): ReadonlyMap<JobRecord['outcome'], number> {
  const counts = new Map<JobRecord['outcome'], number>();
  for (const { last } of results)
    if (last !== null) counts.set(last.outcome, (counts.get(last.outcome) ?? 0) + 1);
  return new Map([...counts].sort(([one], [other]) => Number(other === 'valid') - Number(one === 'valid')));
}
