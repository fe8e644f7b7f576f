// Bundles Anvil into the one file that a host runs (`node anvil.mjs config.json`), or into the module that the simulator
// loads. Cached by content, so that an unchanged source is neither written nor copied into an image again.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { bundleCode } from '../files/bundle-code.ts';
import { type AnvilSource, entryPoint, findSource } from './anvil-source.ts';
import { type EditedFile, editPlugin, type SourceEdit } from './source-edits.ts';
import type { SourceState } from './source-state.ts';

/** `server`: a program with wire protocol and status page. `node`: a module that exports `createNode`, for the simulator. */
export type BundlePart = 'server' | 'node';

const entryPoints: Readonly<Record<BundlePart, string>> = { server: entryPoint, node: 'cluster/node.ts' };
const fileNames: Readonly<Record<BundlePart, string>> = { server: 'anvil', node: 'anvil-node' };

export interface BundleOptions {
  /** `server` where absent. */
  readonly part?: BundlePart;
  /** `current`, a path to another checkout, a git ref, or `mutant:<name>` or `variant:<name>` with its `edits`. */
  readonly version: string;
  readonly repositoryRoot: string;
  /** Where bundles are kept; made when missing. */
  readonly cacheDirectory: string;
  /** Changes to the source, for a build that differs on purpose. */
  readonly edits?: readonly SourceEdit[] | undefined;
  /** The commit that is edited; absent for this checkout as it is. */
  readonly commit?: string | undefined;
}

export interface Bundle {
  /** The file to run. */
  readonly path: string;
  /** SHA-256 of its content, hexadecimal. */
  readonly digest: string;
  /** What was built, for people. */
  readonly description: string;
  /** What it was built from, before any edits; absent where it was built elsewhere. */
  readonly source?: SourceState;
}

// Bundled CommonJS packages ask for `require`, which an ES module does not have.
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}

/** One sentence about the first thing that is wrong, with file and line where esbuild knows them. */
function buildError(error: BuildFailure, description: string): Error {
  const first = error.errors[0];
  const place = first?.location ? ` at ${first.location.file}:${first.location.line}` : '';
  return new Error(`Anvil (${description}) does not build${place}: ${first?.text ?? error.message}`);
}

/** Where packages lie, seen from the source: it says nothing about what was built, so it is not in the digest. */
const packagePath = /(?<=^\/\/ |")(?:\.\.\/)+node_modules\//gm;

/** What was bundled, with what leads from it back to the source. */
interface BundledSource {
  readonly text: string;
  /** A source map; empty where none was asked for. */
  readonly map: string;
  /** The files with edits, by their path in the checkout. */
  readonly edited: ReadonlyMap<string, EditedFile>;
}

async function bundle(source: AnvilSource, options: BundleOptions, withMap: boolean): Promise<BundledSource> {
  const edits = options.edits ?? [];
  const edited = new Map<string, EditedFile>();
  const part = options.part ?? 'server';
  const result = await bundleCode({
    absWorkingDir: source.directory,
    entryPoints: [entryPoints[part]],
    outfile: 'anvil.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: banner },
    define: { ANVIL_VERSION: JSON.stringify(source.description) },
    // A checkout without packages of its own is built with ours.
    nodePaths: [join(options.repositoryRoot, 'node_modules')],
    plugins: edits.length === 0 ? [] : [editPlugin(source.directory, edits, edited)],
    sourcemap: withMap ? 'external' : false,
    logLevel: 'silent',
  });
  const missed = edits.find(({ file }) => !edited.has(join(file)));
  if (missed !== undefined)
    throw new Error(`The edit of ${missed.file} changes nothing: the file is not part of Anvil.`);
  const textOf = (end: string): string =>
    result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { text: textOf('.mjs'), map: textOf('.map'), edited };
}

/**
 * Bundles edits for a look at where they are in the bundle.
 * @throws {Error} as `bundleAnvil`
 */
export async function bundleWithMap(options: BundleOptions): Promise<BundledSource> {
  const { version, commit, repositoryRoot, cacheDirectory } = options;
  const source = await findSource(commit ?? version, repositoryRoot, cacheDirectory);
  try {
    return await bundle({ ...source, description: version }, options, true);
  } finally {
    await source.close();
  }
}

/** Writes under a temporary name first, so that a build running beside this one never sees half a file. */
async function keep(output: Uint8Array, directory: string, name: string): Promise<string> {
  const path = join(directory, `${name}.mjs`);
  const known = await readFile(path).catch(() => null);
  if (known !== null && known.equals(output)) return path;
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, output);
  await rename(partial, path);
  return path;
}

/**
 * Builds Anvil from the source that `version` names.
 * @throws {Error} in one sentence: unknown version, no Anvil there, an edit that does not fit, code that does not build.
 */
export async function bundleAnvil(options: BundleOptions): Promise<Bundle> {
  const { version, commit, repositoryRoot, cacheDirectory } = options;
  const found = await findSource(commit ?? version, repositoryRoot, cacheDirectory);
  const source = commit === undefined ? found : { ...found, description: version };
  try {
    const { text } = await bundle(source, options, false);
    if (text === '') throw new Error(`Anvil (${source.description}) built to nothing.`);
    const output = Buffer.from(text.replaceAll(packagePath, 'node_modules/'));
    const digest = createHash('sha256').update(output).digest('hex');
    await mkdir(cacheDirectory, { recursive: true });
    const name = `${fileNames[options.part ?? 'server']}-${digest.slice(0, 16)}`;
    const path = await keep(output, cacheDirectory, name);
    return { path, digest, description: source.description, source: source.state };
  } catch (error) {
    throw isBuildFailure(error) ? buildError(error, source.description) : error;
  } finally {
    await source.close();
  }
}
