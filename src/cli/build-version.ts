// Builds the version of the database that a plan names, deliberately broken ones included.

import { join, resolve } from 'node:path';
import { buildEdited, buildMutant } from '../mutants/build-mutant.ts';
import { loadMutants, type Mutant, readMutant } from '../mutants/mutant.ts';
import { loadVariants, variantDirectory, variantPrefix } from '../mutants/variant.ts';
import type { Bundle, BundlePart } from '../worlds/build.ts';
import { CommandFailure, infrastructureFailure, messageOf } from './failure.ts';
import { findByName } from './nearest.ts';
import { repositoryPath } from './repository.ts';

const mutantPrefix = 'mutant:';

/** Where deliberately broken builds are kept, unless a command says otherwise. */
export const mutantDirectory = 'test/mutants';

/** A mutant of this checkout by its name, or any other by its file. */
function findMutant(wanted: string): Mutant {
  if (wanted.endsWith('.json')) return readMutant(wanted);
  return findByName('mutant', wanted, loadMutants(repositoryPath(mutantDirectory)));
}

/** What names a mutant's build in a plan: its name where it is one of this checkout, else its file. */
export function mutantVersion({ name }: Mutant, directory: string): string {
  const own = resolve(directory) === resolve(repositoryPath(mutantDirectory));
  return mutantPrefix + (own ? name : join(resolve(directory), `${name}.json`));
}

/**
 * Bundles a version: `current`, a git ref, a path, `variant:<name>`, `mutant:<name>`, or `mutant:<file>.json`.
 * @param part the program that hosts run, or the module that the simulator loads
 * @throws {CommandFailure} with one sentence about what is wrong with it.
 */
export async function buildVersion(version: string, part: BundlePart = 'server'): Promise<Bundle> {
  const repositoryRoot = repositoryPath('.');
  const cacheDirectory = repositoryPath('.build');
  try {
    if (version.startsWith(mutantPrefix)) {
      const mutant = findMutant(version.slice(mutantPrefix.length));
      return await buildMutant(mutant, part, repositoryRoot, cacheDirectory);
    }
    if (version.startsWith(variantPrefix)) {
      const variants = loadVariants(repositoryPath(variantDirectory));
      const variant = findByName('variant', version.slice(variantPrefix.length), variants);
      return await buildEdited({ ...variant, kind: 'variant' }, part, repositoryRoot, cacheDirectory);
    }
    const { bundleAnvil } = await import('../worlds/build.ts');
    return await bundleAnvil({ version, repositoryRoot, cacheDirectory, part });
  } catch (error) {
    throw error instanceof CommandFailure ? error : infrastructureFailure(messageOf(error));
  }
}
