// Where Ordeal itself lives, and how it is started from the directory a person is in.

import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A path inside the checkout, made absolute. */
export function repositoryPath(path: string): string {
  return join(root, path);
}

/** The command that starts Ordeal from here: `./ordeal`, or its absolute path from far away. */
export function programName(): string {
  const path = relative(process.cwd(), repositoryPath('ordeal'));
  if (isAbsolute(path) || path.startsWith(join('..', '..'))) return repositoryPath('ordeal');
  return path.startsWith('..') ? path : `./${path}`;
}

/** A path as short as it can be written from here. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
