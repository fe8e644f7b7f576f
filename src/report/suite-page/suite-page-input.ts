// What the page of a suite is made of, and how its parts name runs.

import { canariesOf, type JobRecord, type SavedSuite } from '../../store/suite.ts';
import type { JobResult } from '../../suite/combinations.ts';
import type { SuiteSummary } from '../../suite/summary.ts';
import { html, type Markup } from '../page/markup.ts';

export interface SuitePageInput {
  readonly saved: Pick<SavedSuite, 'suite' | 'records'>;
  readonly summary: SuiteSummary;
  /** Each job with all its attempts. */
  readonly results: readonly JobResult[];
  /** Name of the suite's own folder. */
  readonly time: string;
  /** Where the page of a saved run is, seen from this page. */
  readonly addressOf: (name: string, time: string) => string;
}

/** A job without the name of its group: `register, kill, sim, current, seed 7`. */
export function shortJob({ job }: JobResult): string {
  return job.id.startsWith(`${job.group}: `) ? job.id.slice(job.group.length + 2) : job.id;
}

/** A text that leads to the page of a saved run, where there is one. */
export function runLink(
  { addressOf }: SuitePageInput,
  record: Pick<JobRecord, 'run'> | null,
  text: string,
): Markup {
  const [name = '', time = ''] = (record?.run ?? '').split('/');
  return time === '' ? html`${text}` : html`<a href="${addressOf(name, time)}">${text}</a>`;
}

/** Canaries are known to be broken: what comes of them counts otherwise. */
export function ownResults({ saved, results }: SuitePageInput): readonly JobResult[] {
  const canaries = canariesOf(saved.suite);
  return results.filter(({ job }) => !canaries.has(job.group));
}
