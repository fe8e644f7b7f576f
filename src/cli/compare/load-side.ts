// One side of a comparison, from what a person types: a saved run, a batch of seeds, a suite, or several of them with commas.

import { dirname, join } from 'node:path';
import { mergeGroups } from '../../compare/merge-groups.ts';
import type { Origin } from '../../compare/origin.ts';
import { type Group, runOfResults, runOfSeed, type Side } from '../../compare/sample.ts';
import { groupsOfSuite } from '../../compare/side-of-suite.ts';
import { readBatch } from '../../store/batch.ts';
import { openRun } from '../../store/open-run.ts';
import { isInnerPath } from '../../store/own-files.ts';
import { buildKey, findSuite, type SavedSuite } from '../../store/suite.ts';
import { usageFailure } from '../failure.ts';
import { resultsDirectory } from '../results-directory.ts';

/** A run, a batch or a suite as the runs in it, with the builds they were of. */
interface Loaded {
  readonly directory: string;
  readonly groups: readonly Group[];
  readonly versions: readonly string[];
  readonly origins: readonly Origin[];
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
  requireOnce(target, loaded);
  return {
    label: target,
    version: [...new Set(loaded.flatMap(({ versions }) => versions))].join(', '),
    groups: mergeGroups(loaded.flatMap(({ groups }) => groups)),
    origins: loaded.flatMap(({ origins }) => origins),
    notes: loaded.flatMap(({ notes }) => notes),
  };
}

/** What counts twice makes a side look surer than it is. @throws {CommandFailure} */
function requireOnce(target: string, loaded: readonly Loaded[]): void {
  const seen = new Set<string>();
  for (const { directory, groups } of loaded) {
    const kept = groups.flatMap(({ runs }) => runs.flatMap(({ run }) => (run === undefined ? [] : [run])));
    const holds = new Set([directory, ...kept]);
    const again = [...holds].find((path) => seen.has(path));
    if (again !== undefined)
      throw usageFailure(`${target} names ${again} twice, or something that holds it: each run counts once.`);
    for (const path of holds) seen.add(path);
  }
}

async function loadOne(target: string): Promise<Loaded> {
  const suite = await findSuite(resultsDirectory(), target);
  if (suite !== null) return loadSuite(target, suite);
  const run = await openRun(resultsDirectory(), target);
  const { plan, results, files } = run;
  const loaded = (runs: Group['runs'], origin: Origin): Loaded => ({
    directory: files.directory,
    groups: [{ name: plan.workload, plan, runs }],
    versions: [origin.versions['anvil'] ?? plan.version],
    origins: [origin],
    notes: [],
  });
  if (results !== null) {
    const { startedAt, versions, harness = null } = results;
    return loaded([{ ...runOfResults(results), run: files.directory }], { startedAt, versions, harness });
  }
  const saved = await readBatch(files.directory);
  if (saved === null || saved.records.length === 0) {
    throw usageFailure(
      `${target} has no results to compare: ${saved === null ? `it was cut off before it was judged (\`./ordeal check ${target}\` judges what it wrote)` : 'no seed of it finished'}.`,
    );
  }
  const { startedAt, versions, harness = null } = saved.batch;
  const folderOf = folderBeside(files.directory);
  return loaded(
    saved.records.map((record) => runOfSeed(record, folderOf)),
    { startedAt, versions, harness },
  );
}

/** Runs that a batch or a suite kept lie beside it, wherever its results were copied to; a name that leads elsewhere is of none. */
function folderBeside(directory: string): (name: string) => string | null {
  const root = dirname(dirname(directory));
  return (name) => (isInnerPath(name) ? join(root, name) : null);
}

function loadSuite(target: string, saved: SavedSuite): Loaded {
  const { groups, notRun } = groupsOfSuite(saved, folderBeside(saved.files.directory));
  if (groups.length === 0)
    throw usageFailure(
      `${target} has nothing to compare: no run of this suite finished, but for its canaries.`,
    );
  const { builds, startedAt, harness = null } = saved.suite;
  const tested = [...new Set(groups.map(({ plan }) => buildKey(plan)))];
  const origins = tested.map((key) => ({ startedAt, versions: builds[key] ?? {}, harness }));
  return {
    directory: saved.files.directory,
    groups,
    versions: tested.map((key) => builds[key]?.['anvil'] ?? key.replace(/^(node|server) /, '')),
    origins,
    notes: notRun === 0 ? [] : [`${notRun} runs of ${target} were not run before it ended.`],
  };
}
