// Builds the version of the database that a plan names, deliberately broken ones included.

import { join, resolve } from 'node:path';
import { buildEdited, type EditedBuild } from '../mutants/build-mutant.ts';
import { loadMutants, type Mutant, readMutant } from '../mutants/mutant.ts';
import {
  loadVariants,
  readVariant,
  type Variant,
  variantDirectory,
  variantPrefix,
} from '../mutants/variant.ts';
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

/** The same of a variant. */
function findVariant(wanted: string): Variant {
  if (wanted.endsWith('.json')) return readVariant(wanted);
  return findByName('variant', wanted, loadVariants(repositoryPath(variantDirectory)));
}

/**
 * What a version changes in the source; `null` where it is a source as it is.
 * @throws {Error} when there is no such mutant or variant
 */
export function findEditedBuild(version: string): EditedBuild | null {
  if (version.startsWith(mutantPrefix))
    return { ...findMutant(version.slice(mutantPrefix.length)), kind: 'mutant' };
  if (version.startsWith(variantPrefix))
    return { ...findVariant(version.slice(variantPrefix.length)), kind: 'variant' };
  return null;
}

/** What names a mutant's build in a plan: its name where it is one of this checkout, else its file. */
export function mutantVersion({ name }: Mutant, directory: string): string {
  const own = resolve(directory) === resolve(repositoryPath(mutantDirectory));
  return mutantPrefix + (own ? name : join(resolve(directory), `${name}.json`));
}

/**
 * Bundles a version: `current`, a git ref, a path, `variant:<name>`, `mutant:<name>`, or either with the `.json` file.
 * @param part the program that hosts run, or the module that the simulator loads
 * @throws {CommandFailure} with one sentence about what is wrong with it.
 */
export async function buildVersion(version: string, part: BundlePart = 'server'): Promise<Bundle> {
  const repositoryRoot = repositoryPath('.');
  const cacheDirectory = repositoryPath('.build');
  try {
    const edited = findEditedBuild(version);
    if (edited !== null) return await buildEdited(edited, part, repositoryRoot, cacheDirectory);
    const { bundleAnvil } = await import('../worlds/build.ts');
    return await bundleAnvil({ version, repositoryRoot, cacheDirectory, part });
  } catch (error) {
    throw error instanceof CommandFailure ? error : infrastructureFailure(messageOf(error));
  }
}
