// Leaders cut off as soon as they are elected: who is left with whom, and whose cuts are whose.

import { describe, expect, test } from 'vitest';
import { allLinks } from '../../nemesis/partition-shapes.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { openBench } from './bench.ts';

describe('leader-churn', () => {
  test('leaves the second leader cut off and the first with a bare majority, and opens only its own cuts', async () => {
    const { world, start, stop } = await openBench('leader-churn');
    const partition = faultPackages
      .find(({ name }) => name === 'partition')
      ?.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
    const churned = await start({ delayMs: 15 });
    expect(churned).toMatchObject({ verified: true, hosts: [expect.any(String), expect.any(String)] });
    const [first, second] = churned.hosts as [string, string];
    const cut = await world.faults.network.probeCutLinks(allLinks(world.nodes));
    const heardBy = (node: string): number =>
      allLinks(world.nodes).filter(({ to }) => to === node).length -
      cut.filter(({ to }) => to === node).length;
    expect([heardBy(first), heardBy(second)]).toEqual([2, 0]);

    const beside = await partition?.invoke(world, {
      f: 'start-partition',
      value: { links: [{ from: first, to: second }] },
      process: 'nemesis',
    });
    expect(beside).toMatchObject({ verified: true });
    expect(await stop()).toMatchObject({ verified: true });
    expect(await world.faults.network.probeCutLinks(allLinks(world.nodes))).toEqual([
      { from: first, to: second },
    ]);
    expect(
      await partition?.invoke(world, { f: 'stop-partition', value: null, process: 'nemesis' }),
    ).toMatchObject({
      verified: true,
    });
    expect(await world.faults.network.probeCutLinks(allLinks(world.nodes))).toEqual([]);
  });
});
