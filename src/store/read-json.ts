// Reads a JSON file of a saved run and checks its types; what is wrong is one sentence.

import { constants } from 'node:fs';
import { z } from 'zod';
import { nestingProblem } from '../files/nesting.ts';
import { FileError, readTextFile } from '../files/regular-file.ts';
import { StoreError } from './store-error.ts';

/** Verdicts of a suite of a hundred thousand runs, with their evidence, are a tenth of it. */
const largestFileBytes = 256 << 20;

/**
 * The value in the file, or `null` where there is no such file.
 * @throws {StoreError} when it is not JSON or not of this type, naming the field
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = readText(path);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words quote the text, which is not for everybody who may ask for a page.
    throw new StoreError(`${path} is not JSON: it is torn, or was changed by hand.`);
  }
  const nesting = nestingProblem(value);
  if (nesting !== null) throw new StoreError(`${path} cannot be understood: ${nesting}.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field =
    issue === undefined || issue.path.length === 0 ? 'the file' : `field ${issue.path.map(String).join('.')}`;
  throw new StoreError(`${path} cannot be understood: ${field}: ${issue?.message ?? 'unknown reason'}.`);
}

/** @throws {StoreError} */
function readText(path: string): string | null {
  try {
    return readTextFile(path, largestFileBytes, constants.O_NOFOLLOW);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.isMissing) return null;
    throw new StoreError(error.message);
  }
}
