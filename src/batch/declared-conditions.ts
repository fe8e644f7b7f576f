// Every `sometimes` condition of a build, read off its code: only so can a batch say which were never reached.

import { readFile } from 'node:fs/promises';

/** Names of the conditions in the module, sorted. */
export async function declaredConditions(modulePath: string): Promise<readonly string[]> {
  const code = await readFile(modulePath, 'utf8');
  const names = [...code.matchAll(/\bsometimes\(\s*["'`]([\w-]+)["'`]/g)].map(([, name]) => name as string);
  return [...new Set(names)].sort();
}
