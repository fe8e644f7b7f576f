// Saved runs that a suite of another results folder names, taken into this one: its page leads to them, and they can be
// replayed by their names. What comes from another machine is copied with care: plain files under plain names.

import { randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FileError, readTextFile } from '../files/regular-file.ts';
import { runFiles } from './run-files.ts';
import { storeErrorOf } from './store-error.ts';
import type { JobRecord } from './suite.ts';

const mostOfOneName = 100;
const largestFileBytes = 256 << 20;
/** Two names of folders, neither of which can lead elsewhere. */
const plainRun = /^[^./\\\p{Cc}][^/\\\p{Cc}]*\/[^./\\\p{Cc}][^/\\\p{Cc}]*$/u;

export interface AdoptedRuns {
  /** The same attempts, with the names that their runs have here. */
  readonly records: readonly JobRecord[];
  /** Runs that are not where their attempts say. */
  readonly missing: number;
}

/**
 * Copies the runs that attempts name.
 * @param from the results folder that they name them in
 * @param root the results folder that gets them
 * @throws {StoreError} when one cannot be copied
 */
export async function adoptRuns(
  records: readonly JobRecord[],
  from: string,
  root: string,
): Promise<AdoptedRuns> {
  const adopted: JobRecord[] = [];
  let missing = 0;
  for (const record of records) {
    const run = record.run === null ? null : await adopt(record.run, from, root);
    if (record.run !== null && run === null) missing += 1;
    adopted.push({ ...record, run });
  }
  return { records: adopted, missing };
}

/** The name that a run has here; `null` where it is not there. */
async function adopt(run: string, from: string, root: string): Promise<string | null> {
  const source = join(from, run);
  if (!plainRun.test(run) || textOf(runFiles(source).plan) === null) return null;
  for (let attempt = 1; attempt <= mostOfOneName; attempt += 1) {
    const name = attempt === 1 ? run : `${run}-${attempt}`;
    const target = join(root, name);
    if (resolve(target) === resolve(source) || isSame(source, target)) return name;
    if (await isThere(target)) continue;
    await copy(source, target);
    return name;
  }
  return null;
}

/** Two machines may have begun runs of one name in the same millisecond. */
function isSame(source: string, target: string): boolean {
  const [one, other] = [runFiles(source), runFiles(target)];
  return textOf(one.plan) === textOf(other.plan) && textOf(one.results) === textOf(other.results);
}

async function copy(source: string, target: string): Promise<void> {
  const partial = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await cp(source, partial, { recursive: true, filter: isPlain });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw storeErrorOf(target, 'written', error);
  }
}

/** A link could lead out of the folder. */
async function isPlain(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isFile() || found.isDirectory();
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function textOf(path: string): string | null {
  try {
    return readTextFile(path, largestFileBytes);
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
