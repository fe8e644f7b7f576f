// Script and style sheet of the page as two texts: what lies beside this file, bundled. Both end up between tags, where
// an end tag in a text would end them.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PageAssets } from './page-input.ts';

const folder = fileURLToPath(new URL('browser/', import.meta.url));

let made: Promise<PageAssets> | null = null;

/** Made once a process. @throws {Error} of the bundler, which a sound checkout never meets */
export function pageAssets(): Promise<PageAssets> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<PageAssets> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.js', 'page.css'],
    outdir: 'out',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    logLevel: 'silent',
  });
  const textOf = (ending: string): string =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text.replaceAll('</', String.raw`<\/`) ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
