// Every fault package that acts on real hosts, in docker and namespaces: its effect and its end as the world shows them, whatever
// its schedule draws, and all hosts as before at the end.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultPackage } from '../../nemesis/fault.ts';
import { outOfOrder } from '../../nemesis/out-of-order.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import type { Link, World } from '../../src/worlds/world.ts';
import { worldsHere } from '../worlds/worlds-here.ts';

const bundlePath = fileURLToPath(new URL('../worlds/stand-in-node.cjs', import.meta.url));
const bootTimeoutMs = 600_000;
const packageTimeoutMs = 120_000;
const names = [
  'clock',
  'network',
  'swizzle',
  'dying-links',
  'partition',
  'terminate',
  'crash-loop',
  'host-off',
  'closed-ports',
  'starve',
];
const operationsEach = 8;

function createPackage(name: string, world: World): FaultPackage {
  const factory = faultPackages.find((candidate) => candidate.name === name);
  if (factory === undefined) throw new Error(`no package ${name}`);
  return factory.create({ seed: 5, nodes: world.nodes, intervalMs: 1000 });
}

describe.each(worldsHere)('fault packages in the $name world', ({ name: worldName, create, skipReason }) => {
  let world: World;
  const skip = skipReason !== null;

  beforeAll(async () => {
    if (skip) return;
    world = await create({
      nodeCount: 3,
      bundlePath,
      runId: `test-packages-${worldName}-${process.pid}`,
      timings: {},
      needs: ['clock', 'host', 'network-shape'],
      onProgress: () => undefined,
    });
  }, bootTimeoutMs);
  afterAll(async () => {
    if (!skip) await world.close();
  }, 60_000);

  const expectAllAsBefore = async (): Promise<void> => {
    const links: readonly Link[] = world.nodes.flatMap((from) =>
      world.nodes.filter((to) => to !== from).map((to) => ({ from, to })),
    );
    expect(await world.faults.network.probeCutLinks(links)).toEqual([]);
    expect(await world.faults.network.probeShapedLinks?.(links)).toEqual([]);
    expect([...outOfOrder(world)]).toEqual([]);
    for (const node of world.nodes) {
      expect(await world.faults.process.state(node)).toBe('running');
      expect(await world.faults.host?.isConnected(node)).toBe(true);
      expect(await world.faults.host?.limits(node)).toMatchObject({ stoppedShare: 0 });
      expect(Math.abs((await world.faults.clock?.offsetMs(node)) ?? Number.NaN)).toBeLessThan(5);
    }
  };

  test.skipIf(skip).each(names)('%s takes effect and ends', { timeout: packageTimeoutMs }, async (name) => {
    const faults = createPackage(name, world);
    const events = simulate(timeLimit(60_000, faults.schedule()), { concurrency: 1, seed: 2 });
    const operations = events.filter((_, position) => position % 2 === 0).slice(0, operationsEach);
    expect(operations.length).toBe(operationsEach);
    for (const { f, value } of operations) {
      const result = await faults.invoke(world, { f, value, process: 'nemesis' });
      expect(result, `${f} ${JSON.stringify(value)}`).toMatchObject({ verified: true });
    }
    for (const f of faults.stopOperations) await faults.invoke(world, { f, value: null, process: 'nemesis' });
    await expectAllAsBefore();
  });

  test.skipIf(skip)(
    'a host that is off leaves partitions and shapes of the others verified',
    { timeout: packageTimeoutMs },
    async () => {
      const [off, partition, network] = ['host-off', 'partition', 'network'].map((name) =>
        createPackage(name, world),
      );
      const perform = async (
        faults: FaultPackage | undefined,
        f: string,
        value: object | null,
      ): Promise<void> => {
        const invocation = { f, value: value as never, process: 'nemesis' as const };
        expect(await faults?.invoke(world, invocation), f).toMatchObject({ verified: true });
      };
      await perform(off, 'switch-off', { hosts: ['n3'] });
      await expect(world.report('n3', 500)).rejects.toThrow(/n3/);
      await perform(partition, 'start-partition', { links: [{ from: 'n1', to: 'n2' }] });
      await perform(network, 'shape-network', { shape: 'slow', scope: 'all' });
      await perform(network, 'restore-network', null);
      await perform(partition, 'stop-partition', null);
      await perform(off, 'switch-on', null);
      await expectAllAsBefore();
    },
  );
});
