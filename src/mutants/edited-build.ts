// Builds of Anvil that are kept as a few exact source edits: files of what is replaced by what.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from '../files/regular-file.ts';

const largestFileBytes = 4 << 20;

/** What every such file has. */
export const editedBuildFields = {
  format: z.literal(1),
  /** Kebab-case; also the file's name. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** One sentence: how the build differs. */
  summary: z.string().min(1),
  edits: z
    .array(
      z.strictObject({
        /** Path from the repository root. */
        file: z.string().min(1),
        /** Must occur exactly once in the file, edits before it done. */
        find: z.string().min(1),
        replace: z.string(),
      }),
    )
    .min(1)
    .readonly(),
  /** The commit whose source is edited, as in a bundle; absent for this checkout as it is. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
};

/**
 * Reads one file.
 * @param kind what it holds, for errors
 * @throws {Error} with one sentence that names the file and the field.
 */
export function readEditedBuild<Build>(path: string, kind: string, schema: z.ZodType<Build>): Build {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readTextFile(path, largestFileBytes));
  } catch (error) {
    throw new Error(`The ${kind} file ${path} cannot be read as JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(
    `The ${kind} file ${path} is wrong at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}.`,
  );
}

/**
 * Every build of a directory (`*.json`), in order of their names.
 * @throws {Error} with one sentence when the directory or a file in it cannot be read, or two share a name.
 */
export function loadEditedBuilds<Build extends { readonly name: string }>(
  directory: string,
  kind: string,
  read: (path: string) => Build,
): readonly Build[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw new Error(`No ${kind}s in ${directory}: ${(error as Error).message}.`, { cause: error });
  }
  const builds = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => read(join(directory, name)));
  const seen = new Set<string>();
  for (const { name } of builds) {
    if (seen.has(name)) throw new Error(`Two ${kind} files in ${directory} share the name '${name}'.`);
    seen.add(name);
  }
  return builds;
}
