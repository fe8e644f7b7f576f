// The build of a mutant or a variant: this checkout's Anvil with its edits, and its name in every complaint.

import { join } from 'node:path';
import type { Bundle, BundlePart } from '../worlds/build.ts';
import type { Mutant } from './mutant.ts';
import { loadVariants, type Variant, variantDirectory } from './variant.ts';

/** What is built: a mutant, or a variant that a mutant may stand on. */
export interface EditedBuild extends Pick<Mutant, 'name' | 'summary' | 'edits' | 'onTopOf' | 'commit'> {
  readonly kind: 'mutant' | 'variant';
}

/**
 * Bundles this checkout, or the commit that the build names, with the edits.
 * @param part `node` for the simulated world, `server` for real hosts
 * @throws {Error} in one sentence with the build's name and the file: an edit whose anchor does not occur exactly once,
 *   or code that does not build.
 */
export async function buildEdited(
  edited: EditedBuild,
  part: BundlePart,
  repositoryRoot: string,
  cacheDirectory: string,
): Promise<Bundle> {
  const { kind, name, commit } = edited;
  const version = `${kind}:${name}`;
  // Loaded only here: the bundler takes a while, and reading mutants does not need it.
  const { bundleAnvil } = await import('../worlds/build.ts');
  try {
    const edits = allEdits(edited, repositoryRoot);
    return await bundleAnvil({ version, commit, repositoryRoot, cacheDirectory, part, edits });
  } catch (error) {
    const called = kind === 'mutant' ? 'Mutant' : 'Variant';
    throw new Error(`${called} ${name} cannot be built. ${(error as Error).message}`, { cause: error });
  }
}

/** See `buildEdited`. */
export function buildMutant(
  mutant: Mutant,
  part: BundlePart,
  repositoryRoot: string,
  cacheDirectory: string,
): Promise<Bundle> {
  return buildEdited({ ...mutant, kind: 'mutant' }, part, repositoryRoot, cacheDirectory);
}

/** Its own edits after those of the variant that it stands on. @throws {Error} when there is no such variant */
export function allEdits({ edits, onTopOf }: EditedBuild, repositoryRoot: string): Mutant['edits'] {
  return onTopOf === undefined ? edits : [...editsOf(onTopOf, repositoryRoot), ...edits];
}

function editsOf(variant: string, repositoryRoot: string): Variant['edits'] {
  const variants = loadVariants(join(repositoryRoot, variantDirectory));
  const found = variants.find(({ name }) => name === variant);
  if (found === undefined) throw new Error(`There is no variant ${variant} in ${variantDirectory}.`);
  return found.edits;
}
