// Finds a saved run by what a person types: `latest`, `register/latest`, `register/<time>`, a name, a path, or a
// bundle, which is unpacked first.

import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Plan, planSchema } from '../plan/plan.ts';
import { withCarriedBuilds } from './bundle/carried-builds.ts';
import { unpackRun } from './bundle/unpack-run.ts';
import { requireOwnFiles } from './own-files.ts';
import { readJson } from './read-json.ts';
import type { RunResults } from './results.ts';
import { latestLink, type RunFiles, runFiles } from './run-files.ts';
import { StoreError } from './store-error.ts';
import { readAllResults } from './trusted-results.ts';

export interface SavedRun {
  readonly files: RunFiles;
  /** Name of the run: the folder it lies in. */
  readonly name: string;
  /** Name of its own folder. */
  readonly time: string;
  readonly plan: Plan;
  /** Those of an invalid run where their evidence is gone; `null` for a run that was cut off before it was judged. */
  readonly results: RunResults | null;
}

/**
 * Opens a run.
 * @param root the results folder; a bundle is unpacked there
 * @throws {StoreError} when there is no such run, or its files cannot be understood
 */
export async function openRun(root: string, wanted: string): Promise<SavedRun> {
  const candidates = [
    join(root, wanted),
    join(root, wanted, latestLink),
    resolve(wanted),
    join(resolve(wanted), latestLink),
  ];
  for (const candidate of candidates) {
    const directory = await runDirectory(candidate);
    if (directory !== null) return readRun(directory);
  }
  if (await isBesideFolders(wanted)) return readRun(await unpackRun(root, resolve(wanted)));
  throw new StoreError(
    (await brokenLink(resolve(wanted), wanted)) ??
      (await brokenLink(join(root, wanted), wanted)) ??
      `There is no saved run ${wanted}, neither under ${root} nor as a path; ordeal ls lists the runs.`,
  );
}

/** A sentence about a link that leads to nothing; `null` where there is none. */
async function brokenLink(path: string, wanted: string): Promise<string | null> {
  const code = await stat(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? null,
  );
  if (code === 'ELOOP') return `${wanted} is a link that leads in a circle: name the run itself.`;
  const leadsTo = code === 'ENOENT' ? await readlink(path).catch(() => null) : null;
  return leadsTo === null ? null : `${wanted} is a link to ${leadsTo}, which is not there.`;
}

/** Reads the run in a folder. @throws {StoreError} when it is not one */
export async function readRun(directory: string): Promise<SavedRun> {
  const files = runFiles(directory);
  await requireOwnFiles(directory);
  const plan = await readJson(files.plan, planSchema);
  if (plan === null) throw new StoreError(`${directory} holds no plan.json, so it is not a saved run.`);
  const results = await readAllResults(files, 'sizes');
  return {
    ...{ files, name: basename(dirname(directory)), time: basename(directory), results },
    plan: await withCarriedBuilds(plan, files),
  };
}

/**
 * The same run after a look into each of the files that its verdicts were made of.
 * @throws {StoreError} when one cannot be read
 */
export async function withLookedAtEvidence(run: SavedRun): Promise<SavedRun> {
  return { ...run, results: await readAllResults(run.files, 'contents') };
}

/** A file, or what only looks like one: opening it tells. */
async function isBesideFolders(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === false;
}

/** The real folder behind a path, where it is one of a run. */
async function runDirectory(path: string): Promise<string | null> {
  try {
    const directory = await realpath(path);
    return (await stat(runFiles(directory).plan)).isFile() ? directory : null;
  } catch {
    return null;
  }
}
