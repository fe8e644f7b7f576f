// Every fault package on real hosts, in docker and namespaces, on a cluster of Anvil that is written to all the while: what its
// schedule draws takes effect and ends as the world shows it, and afterwards all hosts are as before and all nodes serve.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { unavailableHosts } from '../../nemesis/unavailable-hosts.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import type { Invocation } from '../../src/generator/generator.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { worldCapabilities } from '../../src/worlds/capabilities.ts';
import type { Link, World } from '../../src/worlds/world.ts';
import { worldsHere } from '../worlds/worlds-here.ts';
import { keepWriting, type Writers } from './writers.ts';

/** What the faults before it have left may be in the way of a fault for so long. */
const patienceMs = 60_000;
const pauseMs = 250;

/** Faults of each package beyond two, where kinds differ in how they are done or seen. */
const moreFaults: Readonly<Record<string, number>> = {
  'closed-ports': 4,
  clock: 4,
  'disk-error': 4,
  network: 4,
  partition: 4,
  starve: 5,
};
/** Leaves a cluster behind that may have lost what it acknowledged: nothing comes after it. */
const last = 'lying-fsync';
const names = faultPackages.map(({ name }) => name).filter((name) => name !== last);

function createPackage(name: string, world: World): FaultPackage {
  const factory = faultPackages.find((candidate) => candidate.name === name);
  if (factory === undefined) throw new Error(`no package ${name}`);
  return factory.create({ seed: 5, nodes: world.nodes, intervalMs: 1000 });
}

/** The first faults of a package's schedule, each with what ends it. */
function firstOperations(faults: FaultPackage, count: number): readonly Pick<Invocation, 'f' | 'value'>[] {
  const events = simulate(timeLimit(120_000, faults.schedule()), { concurrency: 1, seed: 2 });
  const operations = events.filter((_, position) => position % 2 === 0);
  const ends = operations.flatMap(({ f }, position) => (faults.stopOperations.includes(f) ? [position] : []));
  return operations.slice(0, (ends[count - 1] ?? 0) + 1);
}

describe.each(worldsHere)('fault packages in the $name world', ({ name: worldName, create, skipReason }) => {
  let world: World;
  let writers: Writers;
  const skip = skipReason !== null;

  beforeAll(async () => {
    if (skip) return;
    const [build, upgrade] = [await buildVersion('current'), await buildVersion('variant:next-format')];
    world = await create({
      nodeCount: 3,
      bundlePath: build.path,
      upgrade: {
        bundlePath: upgrade.path,
        descriptions: { version: build.description, upgrade: upgrade.description },
      },
      runId: `test-packages-${worldName}-${process.pid}`,
      timings: { snapshotIntervalEntries: 500, snapshotKeepEntries: 5 },
      needs: worldCapabilities.docker,
      onProgress: () => undefined,
    });
    writers = await keepWriting(world);
  });
  afterAll(async () => {
    if (skip) return;
    writers.stop();
    await world.close();
  });

  /** Asks again while there is nothing to act upon, as schedules do; true once there was. */
  const perform = async (
    faults: FaultPackage | undefined,
    f: string,
    value: Invocation['value'],
  ): Promise<boolean> => {
    const endMs = performance.now() + patienceMs;
    let result: FaultResult | undefined;
    do {
      if (result !== undefined) await world.clock.sleep(pauseMs);
      result = await faults?.invoke(world, { f, value, process: 'nemesis' });
    } while (result?.skipped !== undefined && performance.now() < endMs);
    expect(result, `${f} ${JSON.stringify(value)}: ${JSON.stringify(result)}`).toMatchObject({
      verified: true,
    });
    return result?.skipped === undefined;
  };

  const expectAllAsBefore = async (): Promise<void> => {
    const links: readonly Link[] = world.nodes.flatMap((from) =>
      world.nodes.filter((to) => to !== from).map((to) => ({ from, to })),
    );
    expect(await world.faults.network.probeCutLinks(links)).toEqual([]);
    expect(await world.faults.network.probeShapedLinks?.(links)).toEqual([]);
    expect([...unavailableHosts(world)]).toEqual([]);
    for (const node of world.nodes) {
      expect(await world.faults.process.state(node)).toBe('running');
      expect(await world.faults.host?.isConnected(node)).toBe(true);
      expect(await world.faults.host?.limits(node)).toMatchObject({ stoppedShare: 0 });
      expect(Math.abs((await world.faults.clock?.offsetMs(node)) ?? Number.NaN)).toBeLessThan(5);
    }
    const serves = (node: string): Promise<boolean> =>
      world.report(node, 1000).then(
        ({ serving }) => serving,
        () => false,
      );
    await expect.poll(() => Promise.all(world.nodes.map(serves))).toEqual(world.nodes.map(() => true));
  };

  test.skipIf(skip).each(names)('%s takes effect and ends', async (name) => {
    const faults = createPackage(name, world);
    const count = moreFaults[name] ?? 2;
    let effects = 0;
    try {
      for (const { f, value } of firstOperations(faults, count))
        if ((await perform(faults, f, value)) && faults.startOperations.includes(f)) effects += 1;
    } finally {
      // Whatever went wrong is not to be in the way of the packages after this one.
      for (const f of faults.stopOperations)
        await faults.invoke(world, { f, value: null, process: 'nemesis' });
    }
    expect(effects).toBeGreaterThanOrEqual(count);
    await expectAllAsBefore();
  });

  test.skipIf(skip)('a host that is off leaves partitions and shapes of the others verified', async () => {
    const [off, partition, network] = ['host-off', 'partition', 'network'].map((name) =>
      createPackage(name, world),
    );
    await perform(off, 'switch-off', { hosts: ['n3'] });
    await expect(world.report('n3', 500)).rejects.toThrow(/n3/);
    await perform(partition, 'start-partition', { links: [{ from: 'n1', to: 'n2' }] });
    await perform(network, 'shape-network', { shape: 'slow', scope: 'all' });
    await perform(network, 'restore-network', null);
    await perform(partition, 'stop-partition', null);
    await perform(off, 'switch-on', null);
    await expectAllAsBefore();
  });

  test.skipIf(skip)(`${last} takes effect and ends`, async () => {
    const faults = createPackage(last, world);
    for (const { f, value } of firstOperations(faults, 1)) await perform(faults, f, value);
    for (const node of world.nodes) expect(await world.faults.process.state(node)).toBe('running');
  });
});
