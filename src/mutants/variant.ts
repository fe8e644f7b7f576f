// A variant is a sound build of Anvil that differs from this checkout as a later version would: something to upgrade to.

import { z } from 'zod';
import { editedBuildFields, loadEditedBuilds, readEditedBuild } from './edited-build.ts';

/** Where the variants of a checkout are. */
export const variantDirectory = 'test/versions';
/** What a variant's name in a plan begins with. */
export const variantPrefix = 'variant:';

const variantSchema = z.strictObject(editedBuildFields);

export type Variant = Readonly<z.infer<typeof variantSchema>>;

/**
 * Reads one variant file.
 * @throws {Error} with one sentence that names the file and the field.
 */
export function readVariant(path: string): Variant {
  return readEditedBuild(path, 'variant', variantSchema);
}

/**
 * Every variant of a directory, in order of their names.
 * @throws {Error} with one sentence that names the file and the field.
 */
export function loadVariants(directory: string): readonly Variant[] {
  return loadEditedBuilds(directory, 'variant', readVariant);
}
