// Builds from every kind of source: a small stand-in checkout shows each case without building the whole database.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BundleOptions, bundleAnvil } from '../../src/worlds/build.ts';

let repositoryRoot = '';
let cacheDirectory = '';

function writeMain(root: string, text: string): void {
  mkdirSync(join(root, 'cluster/server'), { recursive: true });
  writeFileSync(join(root, 'cluster/server/main.ts'), text);
}

const bundle = (options: Partial<BundleOptions> = {}) =>
  bundleAnvil({ version: 'current', repositoryRoot, cacheDirectory, ...options });

async function outputOf(options: Partial<BundleOptions> = {}): Promise<string> {
  const { path } = await bundle(options);
  return (await execa('node', [path])).stdout;
}

beforeEach(() => {
  repositoryRoot = mkdtempSync(join(tmpdir(), 'anvil-build-'));
  cacheDirectory = join(repositoryRoot, '.build');
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(repositoryRoot, 'node_modules'));
  writeMain(repositoryRoot, "import { lease } from './lease.ts';\nconsole.log(`waits ${lease}`);\n");
  writeFileSync(join(repositoryRoot, 'cluster/server/lease.ts'), 'export const lease: number = 1200;\n');
});

afterEach(() => rmSync(repositoryRoot, { recursive: true }));

test('the current checkout builds to one file, the same one while nothing changes', async () => {
  const first = await bundle();
  expect(await bundle()).toEqual(first);
  expect(first.description).toBe('current');
  expect(await outputOf()).toBe('waits 1200');
  expect(readdirSync(cacheDirectory)).toHaveLength(1);
});

test('packages that expect CommonJS run inside the bundle', async () => {
  writeMain(repositoryRoot, "import { pino } from 'pino';\nconsole.log(typeof pino().info);\n");
  expect(await outputOf()).toBe('function');
});

test('another checkout without packages of its own is built with ours', async () => {
  const other = mkdtempSync(join(tmpdir(), 'anvil-other-'));
  writeMain(other, "import { z } from 'zod';\nconsole.log(z.number().parse(5));\n");
  expect(await outputOf({ version: other })).toBe('5');
  rmSync(other, { recursive: true });
});

test('a commit is built as it was, and its checkout is removed again', async () => {
  const git = execa({ cwd: repositoryRoot });
  await git`git init -q`;
  await git`git add cluster`;
  await git`git -c user.name=t -c user.email=t@localhost commit -qm first`;
  await git`git tag old`;
  writeFileSync(join(repositoryRoot, 'cluster/server/lease.ts'), 'export const lease: number = 7;\n');
  expect(await outputOf({ version: 'old' })).toBe('waits 1200');
  expect(await outputOf()).toBe('waits 7');
  expect(readdirSync(cacheDirectory).every((name) => name.endsWith('.mjs'))).toBe(true);
});

test('an edit changes the build and not the source', async () => {
  // Replacement patterns such as `$&` are not expanded: the text is taken as it stands.
  const edits = [{ file: 'cluster/server/lease.ts', find: '1200', replace: "'$&'.length" }];
  expect(await outputOf({ version: 'mutant:short-lease', edits })).toBe('waits 2');
  expect(await outputOf()).toBe('waits 1200');
});

test('an edit that fits nowhere, twice, or in no file of the build is refused', async () => {
  const edit = (file: string, find: string) => bundle({ edits: [{ file, find, replace: '' }] });
  await expect(edit('cluster/server/lease.ts', 'absent')).rejects.toThrow(
    'exactly once, but it occurs 0 times: absent',
  );
  await expect(edit('cluster/server/lease.ts', 'e')).rejects.toThrow(/occurs \d+ times/);
  await expect(edit('cluster/server/other.ts', 'x')).rejects.toThrow('not part of Anvil');
});

test('a version that is nothing, a path without Anvil and broken code are each named in one sentence', async () => {
  await execa({ cwd: repositoryRoot })`git init -q`;
  await expect(bundle({ version: 'no-such-ref' })).rejects.toThrow('"no-such-ref" is neither');
  await expect(bundle({ version: 'node_modules' })).rejects.toThrow('has no cluster/server/main.ts');
  writeMain(repositoryRoot, 'const = 1;\n');
  await expect(bundle()).rejects.toThrow(
    /^Anvil \(current\) does not build at cluster\/server\/main.ts:1: .+$/,
  );
});
