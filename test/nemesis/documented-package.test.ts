// The example of docs/writing-a-nemesis.md, taken out of the page and run on simulated Anvil.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { FaultPackageFactory } from '../../nemesis/fault.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { defaultKnobs } from '../../src/worlds/sim/knobs.ts';
import { createSimWorld } from '../../src/worlds/sim/world.ts';

const page = new URL('../../docs/writing-a-nemesis.md', import.meta.url);
const packages = fileURLToPath(new URL('../../nemesis', import.meta.url));

/** The one block of TypeScript of the page, loaded as if it lay among the packages. */
async function loadExample(): Promise<FaultPackageFactory> {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(await readFile(page, 'utf8')) ?? [];
  if (code === undefined) throw new Error('the page has no example');
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: packages, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const directory = await mkdtemp(join(tmpdir(), 'documented-package-'));
  try {
    const file = join(directory, 'hiccup.mjs');
    await writeFile(file, outputFiles[0]?.contents ?? '');
    const module = (await import(pathToFileURL(file).href)) as { readonly hiccup: FaultPackageFactory };
    return module.hiccup;
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('the documented package takes effect and ends', async () => {
  const world = await createSimWorld({
    nodeCount: 5,
    bundlePath: '',
    runId: 'documented',
    seed: 3,
    timings: {},
    knobs: defaultKnobs,
    onProgress: () => undefined,
  });
  const hiccup = (await loadExample()).create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
  const events = simulate(timeLimit(20_000, hiccup.schedule()), { concurrency: 1, seed: 2 });
  const operations = events.filter((_, position) => position % 2 === 0).slice(0, 10);
  for (const { f, value } of operations) {
    const result = await hiccup.invoke(world, { f, value, process: 'nemesis' });
    expect(result).toMatchObject({ verified: true });
    if (f === 'hiccup') expect(result.hosts.length).toBeGreaterThan(0);
    await world.clock.sleep(500);
  }
  expect(operations.map(({ f }) => f).slice(0, 2)).toEqual(['hiccup', 'breathe']);
  for (const node of world.nodes) expect(await world.faults.process.state(node)).toBe('running');
  expect(world.simulated.violation()).toBeNull();
});
