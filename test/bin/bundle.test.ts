// The command is bundled once for each state of its sources, and its modules still find what lies beside them.

import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { bundledCli } = (await import(new URL('../../bin/bundle.mjs', import.meta.url).href)) as {
  bundledCli(root: string): Promise<string>;
};

let root: string;
const main = (): string => join(root, 'src', 'cli', 'main.ts');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ordeal-bundle-cli-'));
  for (const folder of ['src/cli', 'cluster', 'nemesis', 'workloads', 'bin'])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ['tsconfig.json', 'package-lock.json', 'bin/bundle.mjs'])
    await writeFile(join(root, file), '{}');
  await writeFile(
    main(),
    'export const where: string = import.meta.url;\nexport const told = "import.meta.url";\n',
  );
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('a module is told where it was written, and texts that speak of it stay', async () => {
  const loaded: unknown = await import(await bundledCli(root));
  expect(loaded).toMatchObject({ where: pathToFileURL(main()).href, told: 'import.meta.url' });
});

test('it is made anew when a source changes, and only then', async () => {
  const first = await bundledCli(root);
  expect(await bundledCli(root)).toBe(first);
  await utimes(join(root, 'tsconfig.json'), 1, 1);
  expect(await bundledCli(root)).not.toBe(first);
});

test('commands that start at the same time share one bundle', async () => {
  const urls = await Promise.all([1, 2, 3, 4].map(() => bundledCli(root)));
  expect(new Set(urls).size).toBe(1);
});

test('sources that do not build are told with their place', async () => {
  await writeFile(main(), 'export const = 1;');
  await expect(bundledCli(root)).rejects.toThrow(/src\/cli\/main\.ts:1:13/);
});
