// The code of the readme and the documentation, by language. A block of TypeScript says in a comment on the line before its
// fence which file it is (`<!-- file: workloads/tally.ts -->`); it is put there in a copy of the tree made of links, so that it
// means what it would mean in that place.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../tidy/source-files.ts';

export interface CodeBlock {
  /** Page, from the root of the checkout. */
  readonly page: string;
  readonly lineNumber: number;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  readonly code: string;
  /** The file that it is, from the root of the checkout; `null` where nothing is said. */
  readonly file: string | null;
}

export const documentedPages: readonly string[] = [
  'README.md',
  ...readdirSync(join(repositoryRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function codeBlocks(page: string): readonly CodeBlock[] {
  const lines = readFileSync(join(repositoryRoot, page), 'utf8').split('\n');
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [fence, language = ''] = /^```(\w*)$/.exec(lines[index] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    const file = /^<!-- file: (\S+) -->$/.exec(lines[index - 1] ?? '')?.[1] ?? null;
    const code = `${lines.slice(index + 1, end).join('\n')}\n`;
    blocks.push({ page, lineNumber: index + 1, language, code, file });
    index = end;
  }
  return blocks;
}

/** The one block of a page in that language. @throws {Error} where there are none or several */
export function onlyBlock(page: string, language: string): CodeBlock {
  const [block, ...more] = codeBlocks(page).filter((found) => found.language === language);
  if (block === undefined || more.length > 0)
    throw new Error(`${page} has ${more.length + (block === undefined ? 0 : 1)} blocks of ${language}`);
  return block;
}

/**
 * Puts files into a copy of the tree.
 * @returns the root of the copy, below `.build`; to be removed by the caller
 */
export function unfold(blocks: readonly CodeBlock[]): string {
  const builds = join(repositoryRoot, '.build');
  mkdirSync(builds, { recursive: true });
  const copy = mkdtempSync(join(builds, 'documented-'));
  for (const name of ['src', 'cluster', 'nemesis', 'workloads']) linkTree(name);
  for (const { file, code } of blocks) if (file !== null) writeFileSync(join(copy, file), code);
  return copy;

  /** A folder that a block goes into, or into something below, is real, and what it has is linked. */
  function linkTree(folder: string): void {
    const isReal = blocks.some(({ file }) => file?.startsWith(`${folder}/`) === true);
    if (!isReal) {
      symlinkSync(join(repositoryRoot, folder), join(copy, folder));
      return;
    }
    mkdirSync(join(copy, folder), { recursive: true });
    for (const entry of readdirSync(join(repositoryRoot, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) linkTree(path);
      else if (!blocks.some(({ file }) => file === path))
        symlinkSync(join(repositoryRoot, path), join(copy, path));
    }
  }
}

/** Imports a block from its place in a copy of the tree. */
export async function importFrom<Module>(copy: string, block: CodeBlock): Promise<Module> {
  return (await import(join(copy, block.file ?? ''))) as Module;
}
