// A suite as one side of a comparison: the runs of each combination of workload, faults and world. Canaries are left out: they are
// broken builds, whose failures are as they should be.

import { splitNames } from '../plan/from-flags.ts';
import type { Plan } from '../plan/plan.ts';
import { canariesOf, type JobRecord, type SavedSuite } from '../store/suite.ts';
import { combinationsOf, jobResults } from '../suite/combinations.ts';
import { mergeGroups } from './merge-groups.ts';
import type { ComparedRun, FolderOf, Group } from './sample.ts';

/**
 * The groups of a suite, and how many of its jobs were not run.
 */
export function groupsOfSuite(
  saved: Pick<SavedSuite, 'suite' | 'records'>,
  folderOf: FolderOf = () => null,
): {
  readonly groups: readonly Group[];
  readonly notRun: number;
} {
  const { suite } = saved;
  const canaries = canariesOf(suite);
  const results = jobResults(saved).filter(({ job }) => !canaries.has(job.group));
  const run = results.filter(({ last }) => last !== null);
  const isOfOneVersion = new Set(results.map(({ job }) => job.plan.version)).size < 2;
  const groups = combinationsOf(run).flatMap(({ workload, nemesis, world, version, results: ofCell }) => {
    const name = [workload, nemesis, world, ...(isOfOneVersion ? [] : [version])].join(' × ');
    // Of many packages each seed draws a few: the combination is what they are drawn from.
    const planOf = (plan: Plan): Plan => ({ ...plan, nemesis: splitNames(nemesis) });
    return ofCell.map(
      ({ job, last }): Group => ({ name, plan: planOf(job.plan), runs: [runOf(job.plan, last, folderOf)] }),
    );
  });
  return { groups: mergeGroups(groups), notRun: results.length - run.length };
}

function runOf({ seed }: Plan, last: JobRecord | null, folderOf: FolderOf): ComparedRun {
  const name = last?.run ?? null;
  const folder = name === null ? null : folderOf(name);
  return {
    ...(folder === null ? {} : { run: folder }),
    seed,
    outcome: last?.outcome ?? 'lost',
    classes: last?.classes ?? [],
    figures: last?.figures ?? null,
  };
}
