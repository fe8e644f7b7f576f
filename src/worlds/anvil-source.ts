// Where a build of Anvil comes from: this checkout, another one, or a commit of this one's history.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { databasePaths, type SourceState, sourceState } from './source-state.ts';

/** The file a checkout must have to be built. */
export const entryPoint = 'cluster/server/main.ts';

export interface AnvilSource {
  /** Root of the checkout to build. */
  readonly directory: string;
  /** For people: `current`, the path, or the ref with its commit. */
  readonly description: string;
  readonly state: SourceState;
  /** Removes what was checked out for this build. */
  close(): Promise<void>;
}

const nothingToClose = (): Promise<void> => Promise.resolve();

function mustHaveEntryPoint(directory: string): void {
  if (existsSync(join(directory, entryPoint))) return;
  throw new Error(`${directory} is not a checkout of Anvil: it has no ${entryPoint}.`);
}

/** Unpacks the tree of `ref`. @throws {Error} in one sentence for an unknown ref. */
async function checkOut(ref: string, repositoryRoot: string, cacheDirectory: string): Promise<AnvilSource> {
  const git = execa({ cwd: repositoryRoot, reject: false, stdin: 'ignore' });
  const { stdout: commit, exitCode } =
    await git`git rev-parse --verify --quiet --end-of-options ${`${ref}^{commit}`}`;
  if (exitCode !== 0)
    throw new Error(
      `"${ref}" is neither "current", nor a path, nor a commit that git knows in ${repositoryRoot}.`,
    );
  await mkdir(cacheDirectory, { recursive: true });
  const directory = await mkdtemp(join(cacheDirectory, 'source-'));
  const close = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const archive = join(directory, 'source.tar');
  const packed = await git`git archive --format=tar --output ${archive} ${commit} cluster`;
  const unpacked = packed.failed
    ? packed
    : await execa({ reject: false })`tar -xf ${archive} -C ${directory}`;
  if (unpacked.failed || !existsSync(join(directory, entryPoint))) {
    await close();
    throw new Error(`Commit ${commit.slice(0, 12)} ("${ref}") has no ${entryPoint}; choose a later one.`);
  }
  return {
    directory,
    description: `${ref} (${commit.slice(0, 12)})`,
    state: { commit, changes: null },
    close,
  };
}

/** Finds the source that `version` names; see `bundleAnvil`. */
export async function findSource(
  version: string,
  repositoryRoot: string,
  cacheDirectory: string,
): Promise<AnvilSource> {
  if (version === 'current' || /^(mutant|variant):/.test(version)) {
    mustHaveEntryPoint(repositoryRoot);
    const state = await sourceState(repositoryRoot, databasePaths);
    return { directory: repositoryRoot, description: version, state, close: nothingToClose };
  }
  const path = resolve(repositoryRoot, version);
  if (existsSync(path)) {
    mustHaveEntryPoint(path);
    const state = await sourceState(path, databasePaths);
    return { directory: path, description: path, state, close: nothingToClose };
  }
  return checkOut(version, repositoryRoot, cacheDirectory);
}
