// Small changes to Anvil's source on its way into a build: how a deliberately broken build is made without a second copy
// of the code. Each change must fit exactly, so that it cannot silently stop breaking anything.

import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** Replaces the one occurrence of `find` in `file`, a path below the root of the checkout. */
export interface SourceEdit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** @throws {Error} when an anchor occurs not exactly once. */
function edited(text: string, edits: readonly SourceEdit[]): string {
  return edits.reduce((before, { file, find, replace }) => {
    const count = before.split(find).length - 1;
    if (find === '' || count !== 1)
      throw new Error(
        `The edit of ${file} needs its anchor exactly once, but it occurs ${count} times: ${find}`,
      );
    return before.replace(find, () => replace);
  }, text);
}

/** Applies the edits as esbuild loads the files, and notes in `applied` which files were changed. */
export function editPlugin(directory: string, edits: readonly SourceEdit[], applied: Set<string>): Plugin {
  const inCheckout = (path: string): string => relative(directory, path).split(sep).join('/');
  return {
    name: 'edits',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = edits.filter(({ file }) => join(file) === join(inCheckout(path)));
        if (here.length === 0) return undefined;
        const text = await readFile(path, 'utf8');
        for (const { file } of here) applied.add(file);
        try {
          return { contents: edited(text, here), loader: 'ts' };
        } catch (error) {
          return { errors: [{ text: (error as Error).message }] };
        }
      });
    },
  };
}
