// One side of a comparison, from what a person types: a saved run, a batch of seeds, or several of them with commas.

import { type Group, planDifferences, runOfResults, runOfSeed, type Side } from '../../compare/sample.ts';
import { readBatch } from '../../store/batch.ts';
import { openRun, type SavedRun } from '../../store/open-run.ts';
import { usageFailure } from '../failure.ts';
import { resultsDirectory } from '../results-directory.ts';

/** A run or a batch as the runs in it, with the build it was of. */
interface Loaded {
  readonly group: Group;
  readonly version: string;
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
    version: [...new Set(loaded.map(({ version }) => version))].join(', '),
    groups: mergeGroups(loaded.map(({ group }) => group)),
  };
}

async function loadOne(target: string): Promise<Loaded> {
  const run = await openRun(resultsDirectory(), target);
  const { plan, results } = run;
  if (results !== null) {
    const group = { name: plan.workload, plan, runs: [runOfResults(results)] };
    return { group, version: versionIn(results.versions, run) };
  }
  const batch = await readBatch(run.files.directory);
  if (batch === null || batch.records.length === 0) {
    throw usageFailure(
      `${target} has no results to compare: ${batch === null ? `it was cut off before it was judged (\`./ordeal check ${target}\` judges what it wrote)` : 'no seed of it finished'}.`,
    );
  }
  const group = { name: plan.workload, plan, runs: batch.records.map(runOfSeed) };
  return { group, version: versionIn(batch.batch.versions, run) };
}

function versionIn(versions: Readonly<Record<string, string>>, { plan }: SavedRun): string {
  return versions['anvil'] ?? plan.version;
}

/** Runs of one plan are one group. */
function mergeGroups(groups: readonly Group[]): readonly Group[] {
  const merged: Group[] = [];
  for (const group of groups) {
    const at = merged.findIndex(({ plan }) => planDifferences(plan, group.plan).length === 0);
    const known = merged[at];
    if (known === undefined) merged.push({ ...group, name: freeName(group.name, merged) });
    else merged[at] = { ...known, runs: [...known.runs, ...group.runs] };
  }
  return merged;
}

function freeName(name: string, groups: readonly Group[]): string {
  const taken = groups.filter((group) => group.name === name || group.name.startsWith(`${name} `)).length;
  return taken === 0 ? name : `${name} ${taken + 1}`;
}
