// A mutant is a deliberately broken build of Anvil, kept as a few exact source edits: what is replaced, by what, and
// which workload and faults should expose it. Anvil itself carries no flags for being wrong.

import { z } from 'zod';
import { editedBuildFields, loadEditedBuilds, readEditedBuild } from './edited-build.ts';

const mutantSchema = z.strictObject({
  ...editedBuildFields,
  /** The variant that the edits are made on top of, in place of this checkout as it is. */
  onTopOf: z.string().min(1).optional(),
  /** The run that should expose it; what is left out has the default of a run. */
  exposedBy: z.strictObject({
    workload: z.string().min(1),
    nemesis: z.array(z.string().min(1)).readonly(),
    rate: z.number().positive().optional(),
    timeSeconds: z.number().positive().optional(),
    faultIntervalSeconds: z.number().positive().optional(),
    concurrency: z.int().positive().optional(),
    /** The second build, where the mutant is the first. */
    upgradeTo: z.string().min(1).optional(),
    /** The first build, where the mutant is the second. */
    upgradeFrom: z.string().min(1).optional(),
  }),
});

export type Mutant = Readonly<z.infer<typeof mutantSchema>>;

/**
 * Reads one mutant file.
 * @throws {Error} with one sentence that names the file and the field.
 */
export function readMutant(path: string): Mutant {
  return readEditedBuild(path, 'mutant', mutantSchema);
}

/**
 * Every mutant of a directory (`*.json`), in order of their names.
 * @throws {Error} with one sentence when the directory or a file in it cannot be read, or two share a name.
 */
export function loadMutants(directory: string): readonly Mutant[] {
  return loadEditedBuilds(directory, 'mutant', readMutant);
}
