// `left-out.json` of a run that came in a bundle: files of the run that the bundle does not carry, so that they are not
// taken for lost.

import { z } from 'zod';
import { readJson } from './read-json.ts';
import type { RunFiles } from './run-files.ts';

const leftOutSchema = z.strictObject({ format: z.literal(1), paths: z.array(z.string()).readonly() });

/** The paths below the folder of the run; none where it came in no bundle. @throws {StoreError} */
export async function readLeftOut({ leftOut }: Pick<RunFiles, 'leftOut'>): Promise<ReadonlySet<string>> {
  return new Set((await readJson(leftOut, leftOutSchema))?.paths ?? []);
}

/** The content of the file. */
export function leftOutText(paths: readonly string[]): string {
  return `${JSON.stringify({ format: 1, paths }, null, 2)}\n`;
}
