// The command line as one bundle, made anew when a source changes; and the benches, so that they measure what people run.
// Translating hundreds of modules one by one at each start takes ten times as long as loading what was bundled before, and
// what is imported from another module at run time is slower to get at. Plain JavaScript on purpose: it runs before
// anything is translated.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the command line is made of, and what decides how it is made. */
const sources = [
  'src',
  'cluster',
  'nemesis',
  'workloads',
  'tsconfig.json',
  'package-lock.json',
  'bin/bundle.mjs',
];
/** A bundle as old as this belongs to no command that still runs, but for weeks of load. */
const keptForMs = 30 * 24 * 3_600_000;

/**
 * @param {string} root of the checkout
 * @returns {Promise<string>} URL of the module that is the command
 * @throws {Error} where the sources do not build, or nothing can be written
 */
export const bundledCli = (root) => bundled(root, 'cli', 'src/cli/main.ts', sources);

/**
 * The same for a bench.
 * @param {string} root
 * @param {string} name of a module in `bench`
 */
export const bundledBench = (root, name) =>
  bundled(root, `bench-${name}`, `bench/${name}.ts`, [...sources, 'bench']);

async function bundled(root, name, main, madeOf) {
  const cache = join(root, '.build');
  const directory = join(cache, `${name}-${digestOf(root, madeOf)}`);
  const entry = join(directory, 'main.mjs');
  if (!existsSync(entry)) {
    const files = await build(root, main);
    const partial = `${directory}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    for (const { path, contents } of files) writeFileSync(join(partial, basename(path)), contents);
    keep(partial, directory, entry);
    removeOld(cache);
  }
  return pathToFileURL(entry).href;
}

/** Names, sizes and times of change of all sources: reading them all would take longer than it saves. */
function digestOf(root, madeOf) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const source of madeOf) {
    const path = join(root, source);
    if (!statSync(path).isDirectory()) add(path);
    else {
      // Node 20.11 has `path` alone, Node 24 and later `parentPath` alone.
      for (const entry of readdirSync(path, { withFileTypes: true, recursive: true }))
        if (entry.isFile()) add(join(entry.parentPath ?? entry.path, entry.name));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function build(root, main) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { main },
    // As deep as where it is kept, for the paths in the source maps.
    outdir: join(root, '.build', 'cli'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Numbers that have names are put where they are used.
    minifySyntax: true,
    splitting: true,
    write: false,
    sourcemap: 'linked',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.url': moduleUrl },
    plugins: [inPlace],
    logLevel: 'silent',
  });
  return outputFiles;
}

/** What `import.meta.url` becomes in each module. */
const moduleUrl = '__moduleUrl';

/** Modules look for files beside themselves: where they are written, not where they were bundled. */
const inPlace = {
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      // On the first line, which keeps its number.
      const contents = `const ${moduleUrl} = ${JSON.stringify(pathToFileURL(path).href)}; ${text}`;
      return { contents, loader: 'ts', resolveDir: dirname(path) };
    });
  },
};

/** Another command may have been faster; then its bundle is the same. */
function keep(partial, directory, entry) {
  try {
    renameSync(partial, directory);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(entry)) throw error;
  }
}

function removeOld(cache) {
  for (const name of readdirSync(cache)) {
    if (!/^(cli|bench-[a-z]+)-/.test(name)) continue;
    const path = join(cache, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY);
    if (age > keptForMs) rmSync(path, { recursive: true, force: true });
  }
}
