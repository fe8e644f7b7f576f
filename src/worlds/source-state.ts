// Which source a program was made of: its commit, and what differed from it. A result that names neither cannot be compared with
// another one, since nobody knows any more what it was a result of.

import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface SourceState {
  /** Full hash; `null` where there is no git, or no commit. */
  readonly commit: string | null;
  /** `2 files, digest 0123456789ab` of what no commit holds; `null` where all of it is in the commit. */
  readonly changes: string | null;
}

/** What Anvil is built from. */
export const databasePaths: readonly string[] = ['cluster', 'package-lock.json'];

/** More changed files than these are counted, but no longer read. */
const filesMax = 2000;
const bytesMax = 16 * 1024 * 1024;

/**
 * @param directory of a checkout
 * @param paths below it; others do not count
 */
export async function sourceState(directory: string, paths: readonly string[]): Promise<SourceState> {
  const git = execa({ cwd: directory, reject: false, stdin: 'ignore', stripFinalNewline: false });
  const head = await git`git rev-parse --verify --quiet HEAD^{commit}`;
  if (head.failed) return { commit: null, changes: null };
  const status =
    await git`git -c core.fsmonitor=false status --porcelain=v1 -z --no-renames --untracked-files=all -- ${paths}`;
  const commit = head.stdout.trim();
  if (status.failed) return { commit, changes: 'unknown: git status failed' };
  // Names are told from the root of the repository, wherever the checkout lies in it.
  const { stdout: top } = await git`git rev-parse --show-toplevel`;
  const changed = status.stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
    .sort();
  if (changed.length === 0) return { commit, changes: null };
  const digest = createHash('sha256');
  for (const path of changed.slice(0, filesMax))
    digest.update(`${path}\0${await contentDigest(join(top.trimEnd(), path))}\0`);
  const files = changed.length === 1 ? '1 file' : `${changed.length} files`;
  return { commit, changes: `${files}, digest ${digest.digest('hex').slice(0, 12)}` };
}

async function contentDigest(path: string): Promise<string> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return `link ${await readlink(path)}`;
    if (!found.isFile() || found.size > bytesMax) return `${found.size} bytes`;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return 'gone';
  }
}
