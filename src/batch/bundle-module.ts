// Bundles a part of the harness with everything it needs into one module, for threads and for this one: it loads at
// once, and runs faster than code that is translated file by file with names kept on every closure.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCode } from '../files/bundle-code.ts';

/**
 * Bundles the module at `entryPath`, once for each content.
 * @param name what its file begins with
 * @param cacheDirectory inside the repository, so that packages are found from there; made when missing
 * @returns the URL of the module to import
 */
export async function bundleModule(entryPath: string, name: string, cacheDirectory: string): Promise<string> {
  const { outputFiles } = await bundleCode({
    entryPoints: [entryPath],
    outfile: `${name}.mjs`,
    bundle: true,
    // Numbers that have names are put where they are used.
    minifySyntax: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const path = join(cacheDirectory, `${name}-${digest}.mjs`);
  const known = await readFile(path).catch(() => null);
  if (known === null || !known.equals(contents)) {
    await mkdir(cacheDirectory, { recursive: true });
    const partial = `${path}.${process.pid}`;
    await writeFile(partial, contents);
    await rename(partial, path);
  }
  return pathToFileURL(path).href;
}
