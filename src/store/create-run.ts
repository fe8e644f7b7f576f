// The folder of a new run, with its plan in it before anything else happens.

import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import { linkAtomically, writeFileAtomically } from './atomic-write.ts';
import { recordEvidence } from './evidence-files.ts';
import type { RunResults } from './results.ts';
import { latestLink, type RunFiles, runFiles } from './run-files.ts';
import { sealOf } from './seal.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

const mostRunsOfOneMillisecond = 100;

/**
 * Makes `results/<name>/<time>/` with plan.json and nodes/, and points both `latest` links at it.
 * @param root the results folder; made where missing
 * @throws {StoreError} when the folder cannot be written
 */
export async function createRun(root: string, plan: Plan, startedAt: Date): Promise<RunFiles> {
  if (plan.name === latestLink)
    throw new StoreError(`A run cannot be named ${latestLink}: that is the newest run's link.`);
  const time = await makeTimeFolder(join(root, plan.name), startedAt);
  const files = runFiles(join(root, plan.name, time));
  await furnish(root, files, plan);
  return files;
}

/**
 * What a run begins with, in its folder; to be called again where somebody has removed it.
 * @throws {StoreError} when it cannot be written
 */
export async function furnish(root: string, files: RunFiles, plan: Plan): Promise<void> {
  await mkdir(files.nodes, { recursive: true }).catch((error: unknown) => {
    throw storeErrorOf(files.nodes, 'written', error);
  });
  await writeFileAtomically(files.plan, `${JSON.stringify(plan, null, 2)}\n`);
  const time = basename(files.directory);
  await linkAtomically(time, join(root, plan.name, latestLink));
  await linkAtomically(join(plan.name, time), join(root, latestLink));
}

/** Writes results.json, bound to the files that lie beside it. @throws {StoreError} when it cannot */
export async function saveResults(files: RunFiles, results: RunResults): Promise<void> {
  const bound = { ...results, evidence: await recordEvidence(files) };
  const sealed = { ...bound, seal: sealOf(bound) };
  await writeFileAtomically(files.results, `${JSON.stringify(sealed, null, 2)}\n`);
}

/** Sorts by time, and needs no quoting on any file system: `2026-11-20T23-45-12.345Z`. */
function timeName(startedAt: Date): string {
  return startedAt.toISOString().replaceAll(':', '-');
}

/**
 * Makes a folder named after a moment, with what is above it. Two may begin in the same millisecond; the later one gets
 * `-2`.
 * @returns its name
 * @throws {StoreError} when it cannot
 */
export async function makeTimeFolder(parent: string, startedAt: Date): Promise<string> {
  try {
    await makeWithParents(parent);
    for (let attempt = 1; attempt <= mostRunsOfOneMillisecond; attempt += 1) {
      const time = attempt === 1 ? timeName(startedAt) : `${timeName(startedAt)}-${attempt}`;
      if (await makeNew(join(parent, time))) return time;
    }
  } catch (error) {
    throw storeErrorOf(parent, 'written', error);
  }
  throw new StoreError(`${parent} already holds ${mostRunsOfOneMillisecond} runs of this moment.`);
}

/**
 * Like a recursive `mkdir`, one step after the other: Node's own never returns where the file system lets nothing be
 * made below an existing folder (`/proc`).
 */
async function makeWithParents(directory: string): Promise<void> {
  const parent = dirname(directory);
  if (parent !== directory && (await isMissing(parent))) await makeWithParents(parent);
  await makeNew(directory);
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** False where it was there already. */
async function makeNew(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
