// Docker and namespaces with real hosts: each fault's effect and its end, and nothing left behind.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootContainers } from '../../src/worlds/docker/world.ts';
import type { WorldOptions } from '../../src/worlds/options.ts';
import type { Link, World } from '../../src/worlds/world.ts';
import { worldsHere } from './worlds-here.ts';

const bundlePath = fileURLToPath(new URL('stand-in-node.cjs', import.meta.url));
/** The first run on a machine builds the image. */

const tunnelled = worldsHere
  .filter(({ name }) => name === 'docker')
  .map((docker) => ({
    ...docker,
    name: 'tunnelled docker',
    create: (options: WorldOptions) => bootContainers(options, 'tunnel'),
  }));

describe.each([...worldsHere, ...tunnelled])('the $name world', ({ name, create, skipReason }) => {
  let world: World;

  beforeAll(async () => {
    if (skipReason !== null) return;
    const runId = `test-${name.replaceAll(' ', '-')}-${process.pid}`;
    world = await create({ nodeCount: 3, bundlePath, runId, timings: {}, onProgress: () => undefined });
  });
  afterAll(async () => {
    if (skipReason === null) await world.close();
  });

  test.skipIf(skipReason !== null)('boots until every node serves', async () => {
    expect(world.nodes).toEqual(['n1', 'n2', 'n3']);
    expect(world.bootMs).toBeGreaterThan(0);
    const reports = await Promise.all(world.nodes.map((node) => world.report(node, 5000)));
    expect(reports.map((report) => [report.node, report.serving])).toEqual(
      world.nodes.map((node) => [node, true]),
    );
    expect(world.address('n1')).toMatch(/^[\d.]+:\d+$/);
  });

  test.skipIf(skipReason !== null)('cuts one direction of a link and leaves the others', async () => {
    const { network } = world.faults;
    expect(await network.probeCutLinks(allLinks(world))).toEqual([]);
    await network.cut([{ from: 'n1', to: 'n2' }]);
    expect(await network.probeCutLinks(allLinks(world))).toEqual([{ from: 'n1', to: 'n2' }]);
    await network.cut([{ from: 'n3', to: 'n2' }]);
    expect(await network.probeCutLinks(allLinks(world))).toEqual([
      { from: 'n1', to: 'n2' },
      { from: 'n3', to: 'n2' },
    ]);
    await network.heal();
    expect(await network.probeCutLinks(allLinks(world))).toEqual([]);
  });

  test.skipIf(skipReason !== null)('tells a paused, a killed and a running database apart', async () => {
    const database = world.faults.process;
    expect(await database.state('n2')).toBe('running');
    await database.pause('n2');
    expect(await database.state('n2')).toBe('paused');
    await expect(world.report('n2', 300)).rejects.toThrow(/n2/);
    await database.resume('n2');
    expect(await database.state('n2')).toBe('running');
    await database.kill('n2');
    expect(await database.state('n2')).toBe('absent');
    await expect(world.report('n2', 300)).rejects.toThrow(/n2/);
    expect(await database.state('n1')).toBe('running');
  });

  test.skipIf(skipReason !== null)('kills a paused database, and starts it again with its data', async () => {
    const database = world.faults.process;
    const startsBefore = await startsOf(world, 'n3');
    await database.pause('n3');
    await database.kill('n3');
    expect(await database.state('n3')).toBe('absent');
    await database.start('n3');
    expect(await database.state('n3')).toBe('running');
    expect(await startsOf(world, 'n3')).toBe(startsBefore + 1);
  });

  test.skipIf(skipReason !== null)('refuses to pause what does not run', async () => {
    const database = world.faults.process;
    await database.kill('n1');
    await expect(database.pause('n1')).rejects.toThrow(/n1.*not running/);
    await database.start('n1');
    // Killed before its first line, it would be missing from the log.
    expect(await startsOf(world, 'n1')).toBe(2);
  });

  test.skipIf(skipReason !== null)(
    'refuses a connection to a node that is gone as certainly not executed',
    async () => {
      await world.faults.process.kill('n1');
      await expect(world.connect('n1', 2000)).rejects.toMatchObject({
        certainlyNotExecuted: true,
        code: null,
      });
      await world.faults.process.start('n1');
    },
  );

  test.skipIf(skipReason !== null)('collects the logs of all nodes, of all their starts', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'logs-of-worlds-'));
    try {
      await startsOf(world, 'n1');
      expect(await world.collectLogs(directory)).toEqual([]);
      const log = await readFile(join(directory, 'n1.log'), 'utf8');
      expect(log).toMatch(/^start 1 of n1\nstart 2 of n1\n/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test.skipIf(skipReason !== null)('says which logs cannot be had, and why', async () => {
    const problems = await world.collectLogs('/nowhere');
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^n1: .*\/nowhere/);
  });
});

function allLinks(world: World): readonly Link[] {
  return world.nodes.flatMap((from) => world.nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}

/** Waits until the node answers, and asks how often it was started. */
async function startsOf(world: World, node: string): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return Number(((await world.report(node, 1000)).raw as { readonly starts: unknown }).starts);
    } catch {
      await world.clock.sleep(25);
    }
  }
  throw new Error(`${node} did not answer`);
}
