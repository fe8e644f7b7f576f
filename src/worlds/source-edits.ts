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

/** A file with its edits done, and where each of them stands in it. */
export interface EditedFile {
  readonly text: string;
  /** From the first character of an edit's replacement to behind its last one. */
  readonly places: ReadonlyMap<SourceEdit, readonly [start: number, end: number]>;
}

/** @throws {Error} when an anchor occurs not exactly once. */
function edited(text: string, edits: readonly SourceEdit[]): EditedFile {
  const places = new Map<SourceEdit, readonly [number, number]>();
  let now = text;
  for (const edit of edits) {
    const { file, find, replace } = edit;
    const count = now.split(find).length - 1;
    if (find === '' || count !== 1)
      throw new Error(
        `The edit of ${file} needs its anchor exactly once, but it occurs ${count} times: ${find}`,
      );
    const at = now.indexOf(find);
    const grownBy = replace.length - find.length;
    for (const [earlier, [start, end]] of places)
      if (start >= at) places.set(earlier, [start + grownBy, end + grownBy]);
    places.set(edit, [at, at + replace.length]);
    now = now.replace(find, () => replace);
  }
  return { text: now, places };
}

/** Applies the edits as esbuild loads the files, and notes in `applied` what became of them, by their path in the checkout. */
export function editPlugin(
  directory: string,
  edits: readonly SourceEdit[],
  applied: Map<string, EditedFile>,
): Plugin {
  const inCheckout = (path: string): string => relative(directory, path).split(sep).join('/');
  return {
    name: 'edits',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = edits.filter(({ file }) => join(file) === join(inCheckout(path)));
        if (here.length === 0) return undefined;
        const text = await readFile(path, 'utf8');
        try {
          const changed = edited(text, here);
          applied.set(join(inCheckout(path)), changed);
          return { contents: changed.text, loader: 'ts' };
        } catch (error) {
          return { errors: [{ text: (error as Error).message }] };
        }
      });
    },
  };
}
