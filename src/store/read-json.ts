// Reads a JSON file of a saved run and checks its types; what is wrong is one sentence.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StoreError } from './store-error.ts';

/**
 * The value in the file, or `null` where there is no such file.
 * @throws {StoreError} when it is not JSON or not of this type, naming the field
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readText(path);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StoreError(`${path} is not JSON: ${(error as Error).message}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field =
    issue === undefined || issue.path.length === 0 ? 'the file' : `field ${issue.path.map(String).join('.')}`;
  throw new StoreError(`${path} cannot be understood: ${field}: ${issue?.message ?? 'unknown reason'}.`);
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Neither is there one in a file that is no folder, such as a bundle.
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StoreError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
