// A mutant is a deliberately broken build of Anvil, kept as a few exact source edits: what is replaced, by what, and
// which workload and faults should expose it. Anvil itself carries no flags for being wrong.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const mutantSchema = z.strictObject({
  format: z.literal(1),
  /** Kebab-case; also the file's name. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** One sentence: what the broken build does wrong. */
  summary: z.string().min(1),
  edits: z
    .array(
      z.strictObject({
        /** Path from the repository root. */
        file: z.string().min(1),
        /** Must occur exactly once in the file. */
        find: z.string().min(1),
        replace: z.string(),
      }),
    )
    .min(1)
    .readonly(),
  /** The run that should expose it; what is left out has the default of a run. */
  exposedBy: z.strictObject({
    workload: z.string().min(1),
    nemesis: z.array(z.string().min(1)).readonly(),
    rate: z.number().positive().optional(),
    timeSeconds: z.number().positive().optional(),
    faultIntervalSeconds: z.number().positive().optional(),
    concurrency: z.int().positive().optional(),
  }),
});

export type Mutant = Readonly<z.infer<typeof mutantSchema>>;

/**
 * Reads one mutant file.
 * @throws {Error} with one sentence that names the file and the field.
 */
export function readMutant(path: string): Mutant {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`The mutant file ${path} cannot be read as JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const result = mutantSchema.safeParse(parsed);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(
    `The mutant file ${path} is wrong at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}.`,
  );
}

/**
 * Every mutant of a directory (`*.json`), in order of their names.
 * @throws {Error} with one sentence when the directory or a file in it cannot be read, or two share a name.
 */
export function loadMutants(directory: string): readonly Mutant[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new Error(`No mutants in ${directory}: ${(error as Error).message}.`, { cause: error });
  }
  const mutants = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readMutant(join(directory, name)));
  const seen = new Set<string>();
  for (const { name } of mutants) {
    if (seen.has(name)) throw new Error(`Two mutant files in ${directory} share the name '${name}'.`);
    seen.add(name);
  }
  return mutants;
}
