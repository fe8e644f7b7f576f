// Every suite below a folder: a results folder, or the artifacts of several machines side by side.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';
import { readSavedSuite, type SavedSuite } from './suite.ts';

/** Artifacts, results, name, time: deeper lies no suite. */
const deepest = 5;
const mostFolders = 20_000;

/**
 * The suites below a folder, itself included, in the order of their paths. Links are not followed.
 * @throws {StoreError} where there is no such folder, or a suite cannot be understood
 */
export async function findSuitesBelow(directory: string): Promise<readonly SavedSuite[]> {
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new StoreError(`There is no folder ${directory}.`);
  const found: SavedSuite[] = [];
  let seen = 0;
  let level: readonly string[] = [directory];
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      seen += 1;
      if (seen > mostFolders)
        throw new StoreError(
          `${directory} holds more than ${mostFolders} folders: name those of the suites.`,
        );
      const suite = await readSavedSuite(folder);
      if (suite !== null) found.push(suite);
      else next.push(...(await foldersIn(folder)));
    }
    level = next;
  }
  return found;
}

/** Below the folder of a run lies nothing but its own. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => name === 'plan.json')) return [];
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
}
