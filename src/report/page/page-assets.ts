// Script and style sheet of the page as two texts: what lies beside this file, bundled. Both end up between tags, where
// an end tag in a text would end them.

import { fileURLToPath } from 'node:url';
import { bundleCode } from '../../files/bundle-code.ts';
import type { PageAssets } from './page-input.ts';

const folder = fileURLToPath(new URL('browser/', import.meta.url));

const scripts = {
  /** Charts of a run. */
  run: 'main.js',
  /** Following a run, or a suite. */
  follow: 'follow.js',
  'follow-suite': 'follow-suite.js',
  /** Choosing among runs. */
  list: 'list.js',
  /** Copying the commands of a suite. */
  suite: 'suite.js',
} as const;

/** Which script a page has. */
export type PageKind = keyof typeof scripts;

const made = new Map<PageKind, Promise<PageAssets>>();

/** Made once a process. @throws {Error} of the bundler, which a sound checkout never meets */
export function pageAssets(kind: PageKind): Promise<PageAssets> {
  const assets = made.get(kind) ?? bundle(scripts[kind]);
  made.set(kind, assets);
  return assets;
}

async function bundle(script: string): Promise<PageAssets> {
  const { outputFiles } = await bundleCode({
    absWorkingDir: folder,
    entryPoints: [script, 'page.css'],
    outdir: 'out',
    bundle: true,
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
