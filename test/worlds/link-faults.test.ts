// Shaped links in docker and namespaces, by numbered datagrams between the hosts: what arrives, when, and that all is as before
// afterwards. Delays are compared with those of the same machine a moment earlier.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Link, LinkShape, World } from '../../src/worlds/world.ts';
import { worldsHere } from './worlds-here.ts';

const bundlePath = fileURLToPath(new URL('chatting-node.cjs', import.meta.url));
const watchMs = 1500;

interface Chat {
  readonly sent: number;
  readonly arrivals: Readonly<Record<string, readonly (readonly [number: number, delayMs: number])[]>>;
}

/** What became of the datagrams that were sent over a link in a while. */
interface Traffic {
  readonly sent: number;
  /** Numbers in the order of arrival. */
  readonly arrived: readonly number[];
  readonly medianDelayMs: number;
  readonly leastDelayMs: number;
  readonly lostShare: number;
  readonly repeatedShare: number;
  readonly overtakenShare: number;
}

const link: Link = { from: 'n1', to: 'n2' };
const back: Link = { from: 'n2', to: 'n1' };
const beside: Link = { from: 'n3', to: 'n2' };

describe.each(worldsHere)('shaped links in the $name world', ({ name, create, skipReason }) => {
  let world: World;

  beforeAll(async () => {
    if (skipReason !== null) return;
    const runId = `test-links-${name}-${process.pid}`;
    const onProgress = (): void => undefined;
    world = await create({
      nodeCount: 3,
      bundlePath,
      runId,
      timings: {},
      needs: ['network-shape'],
      onProgress,
    });
  });
  afterAll(async () => {
    if (skipReason === null) await world.close();
  });

  const chat = async (node: string): Promise<Chat> => (await world.report(node, 5000)).raw as Chat;

  /** What has come over a link, once nothing has come any more for `quietMs`. */
  const arrivalsOver = async (
    { from, to }: Link,
    isWatched: (number: number) => boolean,
    quietMs: number,
  ): Promise<Chat['arrivals'][string]> => {
    let before = -1;
    for (;;) {
      const arrivals = ((await chat(to)).arrivals[from] ?? []).filter(([number]) => isWatched(number));
      if (arrivals.length === before) return arrivals;
      before = arrivals.length;
      await world.clock.sleep(quietMs);
    }
  };

  /** Watches a link for a while, and waits for what was sent over it in that while. */
  const watch = async (watched: Link, quietMs = 300): Promise<Traffic> => {
    const { from } = watched;
    const first = (await chat(from)).sent;
    await world.clock.sleep(watchMs);
    const last = (await chat(from)).sent;
    const arrivals = await arrivalsOver(watched, (number) => number > first && number <= last, quietMs);
    const arrived = arrivals.map(([number]) => number);
    const delays = arrivals.map(([, delayMs]) => delayMs).sort((a, b) => a - b);
    const different = new Set(arrived).size;
    const overtaken = arrived.filter((number, index) => number < Math.max(0, ...arrived.slice(0, index)));
    return {
      sent: last - first,
      arrived,
      medianDelayMs: delays[delays.length >> 1] ?? Number.NaN,
      leastDelayMs: delays[0] ?? Number.NaN,
      lostShare: 1 - different / (last - first),
      repeatedShare: (arrived.length - different) / Math.max(1, different),
      overtakenShare: overtaken.length / Math.max(1, arrived.length),
    };
  };

  const shape = async (shaped: Link, given: LinkShape): Promise<void> => {
    await world.faults.network.shape?.([shaped], given);
    expect(await world.faults.network.probeShapedLinks?.(allLinks(world))).toEqual([shaped]);
  };
  const straighten = async (): Promise<void> => {
    await world.faults.network.shape?.(allLinks(world), {});
    expect(await world.faults.network.probeShapedLinks?.(allLinks(world))).toEqual([]);
  };
  const expectUntouched = async (watched: Link): Promise<void> => {
    const traffic = await watch(watched);
    expect(traffic.lostShare).toBe(0);
    expect(traffic.repeatedShare).toBe(0);
    expect(traffic.overtakenShare).toBe(0);
    expect(traffic.leastDelayMs).toBeLessThan(20);
  };

  test.skipIf(skipReason !== null)('carry everything in order while nothing shapes them', async () => {
    expect(await world.faults.network.probeShapedLinks?.(allLinks(world))).toEqual([]);
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('are late in one direction alone, and no longer afterwards', async () => {
    const before = await watch(link);
    await shape(link, { delayMs: 100, jitterMs: 40 });
    const [there, here, other] = await Promise.all([watch(link), watch(back), watch(beside)]);
    expect(there.leastDelayMs).toBeGreaterThanOrEqual(99);
    expect(there.medianDelayMs - before.medianDelayMs).toBeGreaterThan(100);
    // A busy machine makes most of them later still, but hardly the luckiest.
    expect(there.leastDelayMs - before.leastDelayMs).toBeLessThan(145);
    expect(there.lostShare).toBe(0);
    expect(there.overtakenShare).toBe(0);
    expect(here.leastDelayMs).toBeLessThan(50);
    expect(other.leastDelayMs).toBeLessThan(50);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null).each([{ lossPercent: 40 }, { lossPercent: 40, delayMs: 1 }])(
    'lose packets: %j',
    async (given) => {
      await shape(link, given);
      const [there, here] = await Promise.all([watch(link), watch(back)]);
      expect(there.lostShare).toBeGreaterThan(0.2);
      expect(there.lostShare).toBeLessThan(0.6);
      expect(here.lostShare).toBe(0);
      await straighten();
      await expectUntouched(link);
    },
  );

  test.skipIf(skipReason !== null)('carry nothing at all when clogged', async () => {
    await shape(link, { lossPercent: 100 });
    const [there, here] = await Promise.all([watch(link), watch(back)]);
    expect(there.arrived).toEqual([]);
    expect(here.lostShare).toBe(0);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('repeat packets', async () => {
    await shape(link, { duplicatePercent: 50 });
    const there = await watch(link);
    expect(there.repeatedShare).toBeGreaterThan(0.3);
    expect(there.repeatedShare).toBeLessThan(0.7);
    expect(there.lostShare).toBe(0);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('let packets overtake each other', async () => {
    await shape(link, { reorderPercent: 80, jitterMs: 60 });
    const there = await watch(link);
    expect(there.overtakenShare).toBeGreaterThan(0.2);
    expect(there.lostShare).toBe(0);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('lose corrupted packets to the checksum', async () => {
    await shape(link, { corruptPercent: 50 });
    const there = await watch(link);
    expect(there.lostShare).toBeGreaterThan(0.3);
    expect(there.lostShare).toBeLessThan(0.7);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('carry no more than their rate', async () => {
    // A datagram has about 90 bytes: 100 a second are 72 kbit/s.
    await shape(link, { kilobitsPerSecond: 24 });
    const there = await watch(link, 1300);
    expect(there.leastDelayMs).toBeGreaterThan(15);
    expect(there.medianDelayMs).toBeGreaterThan(200);
    await straighten();
    await expectUntouched(link);
  });

  test.skipIf(skipReason !== null)('can be cut and shaped at once, each seen for itself', async () => {
    await shape(link, { delayMs: 50 });
    await world.faults.network.cut([link, beside]);
    expect(await world.faults.network.probeShapedLinks?.(allLinks(world))).toEqual([link]);
    expect(await world.faults.network.probeCutLinks(allLinks(world))).toEqual([link, beside]);
    await world.faults.network.heal();
    expect(await world.faults.network.probeShapedLinks?.(allLinks(world))).toEqual([link]);
    expect(await world.faults.network.probeCutLinks(allLinks(world))).toEqual([]);
    await straighten();
  });
});

function allLinks(world: World): readonly Link[] {
  return world.nodes.flatMap((from) => world.nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}
