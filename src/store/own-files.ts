// A saved run may come from elsewhere: out of an archive, from a colleague, off a shared disk. Whatever it is asked for,
// it shows what lies in its own folder and nothing else: a link in the place of one of its files makes it unreadable.

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';

/** Nothing of a run lies deeper than `nodes/<node>/data/<file>`. */
const depthMax = 8;
/** A suite of thousands of jobs has one folder; the logs and disks of a run are some hundred files. */
const entriesMax = 100_000;

/** Whether a path that a file of a run names is one below its folder, by its text. */
export function isInnerPath(path: string): boolean {
  return (
    path.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\0')
  );
}

/** Files and folders that belong to a run, a batch or a suite. Whatever else lies beside them is never read. */
const readNames = /^(?:[a-z-]+\.jsonl?|nodes|builds|run\.log)$/;

/**
 * Makes sure that nothing that is read of the folder leads out of it.
 * @throws {StoreError} naming the first link, or when there is more in it than a run has
 */
export async function requireOwnFiles(directory: string): Promise<void> {
  let left = entriesMax;
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries: readonly Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    left -= entries.length;
    if (left < 0 || depth > depthMax)
      throw new StoreError(`${directory} holds more than a saved run does: it is not read.`);
    for (const entry of entries) {
      if (depth === 0 && !readNames.test(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink())
        throw new StoreError(`${path} is a link: a saved run has none, and nothing of this one is read.`);
      if (entry.isDirectory()) await look(path, depth + 1);
    }
  };
  await look(directory, 0);
}
