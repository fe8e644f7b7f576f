// All runs under a results folder, newest first. One that cannot be read is listed with the reason.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBatch, type SavedBatch } from './batch.ts';
import { readRun, type SavedRun } from './open-run.ts';
import { latestLink } from './run-files.ts';
import { readSavedSuite, type SavedSuite } from './suite.ts';

/** One line of the listing: the run, the batch of many seeds, the suite, or why it cannot be read. */
export type ListedRun =
  | { readonly kind: 'run'; readonly name: string; readonly time: string; readonly run: SavedRun }
  | {
      readonly kind: 'batch';
      readonly name: string;
      readonly time: string;
      readonly run: SavedRun;
      readonly batch: SavedBatch;
    }
  | { readonly kind: 'suite'; readonly name: string; readonly time: string; readonly suite: SavedSuite }
  | { readonly kind: 'unreadable'; readonly name: string; readonly time: string; readonly problem: string };

/** Where a run lies: its folder is `<root>/<name>/<time>`. */
export interface RunFolder {
  readonly name: string;
  readonly time: string;
}

/** @param root the results folder; one that does not exist holds no runs */
export async function listRuns(root: string): Promise<readonly ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const { name, time } of await findRunFolders(root)) listed.push(await listOne(root, name, time));
  return listed;
}

/** Every folder where a run may be, newest first; nothing in them is read. */
export async function findRunFolders(root: string): Promise<readonly RunFolder[]> {
  const found: RunFolder[] = [];
  for (const name of await directoriesIn(root)) {
    for (const time of await directoriesIn(join(root, name))) found.push({ name, time });
  }
  return found.sort(
    (left, right) => compareText(right.time, left.time) || compareText(left.name, right.name),
  );
}

/** By code units: `localeCompare` takes seconds over tens of thousands of names. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

async function listOne(root: string, name: string, time: string): Promise<ListedRun> {
  try {
    const suite = await readSavedSuite(join(root, name, time));
    if (suite !== null) return { kind: 'suite', name, time, suite };
    const run = await readRun(join(root, name, time));
    const batch = run.results === null ? await readBatch(run.files.directory) : null;
    return batch === null ? { kind: 'run', name, time, run } : { kind: 'batch', name, time, run, batch };
  } catch (error) {
    return { kind: 'unreadable', name, time, problem: (error as Error).message };
  }
}

/** Links (`latest`) and hidden files are none. */
async function directoriesIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== latestLink)
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
