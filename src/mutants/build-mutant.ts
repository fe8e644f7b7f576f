// A mutant's build: this checkout's Anvil with the mutant's edits, and its name in every complaint.

import type { Bundle, BundlePart } from '../worlds/build.ts';
import type { Mutant } from './mutant.ts';

/**
 * Bundles a mutant.
 * @param part `node` for the simulated world, `server` for real hosts
 * @throws {Error} in one sentence with the mutant's name and the file: an edit whose anchor does not occur exactly once,
 *   or code that does not build.
 */
export async function buildMutant(
  { name, edits }: Mutant,
  part: BundlePart,
  repositoryRoot: string,
  cacheDirectory: string,
): Promise<Bundle> {
  const version = `mutant:${name}`;
  // Loaded only here: the bundler takes a while, and reading mutants does not need it.
  const { bundleAnvil } = await import('../worlds/build.ts');
  try {
    return await bundleAnvil({ version, repositoryRoot, cacheDirectory, part, edits });
  } catch (error) {
    throw new Error(`Mutant ${name} cannot be built. ${(error as Error).message}`, { cause: error });
  }
}
