// One side of a comparison, from what a person types: a saved run, a batch of seeds, a suite, or several of them with commas.

import { mergeGroups } from '../../compare/merge-groups.ts';
import { type Group, runOfResults, runOfSeed, type Side } from '../../compare/sample.ts';
import { groupsOfSuite } from '../../compare/side-of-suite.ts';
import { readBatch } from '../../store/batch.ts';
import { openRun, type SavedRun } from '../../store/open-run.ts';
import { findSuite, type SavedSuite } from '../../store/suite.ts';
import { usageFailure } from '../failure.ts';
import { resultsDirectory } from '../results-directory.ts';

/** A run, a batch or a suite as the runs in it, with the builds they were of. */
interface Loaded {
  readonly groups: readonly Group[];
  readonly versions: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads a side.
 * @throws {StoreError} when there is no such run
 * @throws {CommandFailure} when it has no results
 */
export async function loadSide(target: string): Promise<Side> {
  const names = target.split(',').filter((name) => name !== '');
  if (names.length === 0) throw usageFailure('A side of the comparison is empty: name a saved run.');
  const loaded: Loaded[] = [];
  for (const name of names) loaded.push(await loadOne(name));
  return {
    label: target,
    version: [...new Set(loaded.flatMap(({ versions }) => versions))].join(', '),
    groups: mergeGroups(loaded.flatMap(({ groups }) => groups)),
    notes: loaded.flatMap(({ notes }) => notes),
  };
}

async function loadOne(target: string): Promise<Loaded> {
  const suite = await findSuite(resultsDirectory(), target);
  if (suite !== null) return loadSuite(target, suite);
  const run = await openRun(resultsDirectory(), target);
  const { plan, results } = run;
  const loaded = (runs: Group['runs'], versions: Readonly<Record<string, string>>): Loaded => ({
    groups: [{ name: plan.workload, plan, runs }],
    versions: [versionIn(versions, run)],
    notes: [],
  });
  if (results !== null) return loaded([runOfResults(results)], results.versions);
  const batch = await readBatch(run.files.directory);
  if (batch === null || batch.records.length === 0) {
    throw usageFailure(
      `${target} has no results to compare: ${batch === null ? `it was cut off before it was judged (\`./ordeal check ${target}\` judges what it wrote)` : 'no seed of it finished'}.`,
    );
  }
  return loaded(batch.records.map(runOfSeed), batch.batch.versions);
}

function loadSuite(target: string, saved: SavedSuite): Loaded {
  const { groups, notRun } = groupsOfSuite(saved);
  if (groups.length === 0)
    throw usageFailure(
      `${target} has nothing to compare: no run of this suite finished, but for its canaries.`,
    );
  const tested = new Set(groups.map(({ plan }) => plan.version));
  return {
    groups,
    versions: [...tested].map((version) => saved.suite.builds[version]?.['anvil'] ?? version),
    notes: notRun === 0 ? [] : [`${notRun} runs of ${target} were not run before it ended.`],
  };
}

function versionIn(versions: Readonly<Record<string, string>>, { plan }: SavedRun): string {
  return versions['anvil'] ?? plan.version;
}
