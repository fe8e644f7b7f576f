// The builds of a plan: which two can run in one cluster.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPlan } from '../../src/cli/plan-builds.ts';
import { bundleAnvil } from '../../src/worlds/build.ts';
import { nodeProtocolOf } from '../../src/worlds/node-protocol.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'builds-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Builds whose files hold what their names are told to hold. */
async function plan(texts: Readonly<Record<string, string>>, part: 'server' | 'node' = 'server') {
  const [version = '', upgradeTo = ''] = Object.keys(texts);
  return buildPlan({ version, upgradeTo }, part, async (name) => {
    const path = join(directory, name);
    await writeFile(path, texts[name] ?? '');
    return { path, digest: name, description: `build ${name}` };
  });
}

test('builds whose nodes do not speak with each other are no pair for an upgrade under load', async () => {
  await expect(plan({ old: "from('anvil-node/1')", new: "from('anvil-node/2')" })).rejects.toThrow(
    'build old speaks version 1 of the protocol between nodes and build new version 2: nodes of both cannot share a cluster',
  );
});

test('builds of one protocol are, and those that name none, and simulated ones, which need none', async () => {
  await expect(plan({ old: "'anvil-node/2'", new: "'anvil-node/2'" })).resolves.toBeDefined();
  await expect(plan({ old: 'something else', new: "'anvil-node/2'" })).resolves.toBeDefined();
  await expect(plan({ old: "'anvil-node/1'", new: "'anvil-node/2'" }, 'node')).resolves.toBeDefined();
});

test('a real bundle names its protocol', async () => {
  const repositoryRoot = join(import.meta.dirname, '../..');
  const bundle = await bundleAnvil({ version: 'current', repositoryRoot, cacheDirectory: directory });
  expect(await nodeProtocolOf(bundle.path)).toBe(2);
});
