// Builds the version of the database that a plan names, deliberately broken ones included.

import { loadMutants } from '../mutants/mutant.ts';
import type { Bundle, BundlePart } from '../worlds/build.ts';
import { infrastructureFailure, messageOf } from './failure.ts';
import { findByName } from './nearest.ts';
import { repositoryPath } from './repository.ts';

const mutantPrefix = 'mutant:';

/** Where deliberately broken builds are kept, unless a command says otherwise. */
export const mutantDirectory = 'test/mutants';

/**
 * Bundles a version: `current`, a git ref, a path, or `mutant:<name>`.
 * @param part the program that hosts run, or the module that the simulator loads
 * @throws {CommandFailure} with one sentence about what is wrong with it.
 */
export async function buildVersion(version: string, part: BundlePart = 'server'): Promise<Bundle> {
  const repositoryRoot = repositoryPath('.');
  const edits = version.startsWith(mutantPrefix)
    ? findByName('mutant', version.slice(mutantPrefix.length), loadMutants(repositoryPath(mutantDirectory)))
        .edits
    : undefined;
  const { bundleAnvil } = await import('../worlds/build.ts');
  try {
    return await bundleAnvil({ version, repositoryRoot, cacheDirectory: repositoryPath('.build'), edits, part });
  } catch (error) {
    throw infrastructureFailure(messageOf(error));
  }
}
