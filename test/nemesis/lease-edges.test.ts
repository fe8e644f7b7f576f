// Elections at the edge of a lease: who is cut off, who is restarted meanwhile, and that both end.

import { expect, test } from 'vitest';
import { allLinks } from '../../nemesis/partition-shapes.ts';
import { findLeader } from '../../nemesis/target.ts';
import { openBench } from './bench.ts';

test('the others are killed and started again while the leader is cut off from all of them', async () => {
  const { world, start, stop } = await openBench('lease-edges');
  const leader = (await findLeader(world)) as string;
  const others = world.nodes.filter((node) => node !== leader);
  expect(await start({ shape: 'restart', pick: 1 })).toMatchObject({
    verified: true,
    hosts: [leader, ...others],
    evidence: {
      leader,
      restarted: { killed: Object.fromEntries(others.map((node) => [node, 'absent'])), answered: others },
    },
  });
  const cut = await world.faults.network.probeCutLinks(allLinks(world.nodes));
  expect(cut.every(({ from, to }) => from === leader || to === leader)).toBe(true);
  expect(cut.length).toBe(others.length * 2);
  expect(await stop()).toMatchObject({ verified: true, evidence: { droppedPackets: expect.any(Number) } });
  expect(await world.faults.network.probeCutLinks(allLinks(world.nodes))).toEqual([]);
  expect(world.simulated.violation()).toBeNull();
});

test('nobody is restarted where those in order could elect no leader', async () => {
  const { world, start } = await openBench('lease-edges');
  const leader = (await findLeader(world)) as string;
  const [first, second] = world.nodes.filter((node) => node !== leader) as [string, string];
  await world.faults.process.kill(first);
  await world.faults.process.kill(second);
  expect(await start({ shape: 'restart', pick: 1 })).toMatchObject({ skipped: expect.any(String) });
  expect(await world.faults.network.probeCutLinks(allLinks(world.nodes))).toEqual([]);
});

test('a minority hears nothing for longer than a lease before the leader is cut off from the rest', async () => {
  const { world, start, stop } = await openBench('lease-edges');
  const leader = (await findLeader(world)) as string;
  const fromNs = world.clock.nowNs();
  const pressed = await start({ shape: 'staggered', pick: 1 });
  expect(pressed).toMatchObject({ verified: true, hosts: [leader], evidence: { leader } });
  expect((pressed.evidence as { first: string[] }).first.length).toBe(2);
  expect(world.clock.nowNs() - fromNs).toBeGreaterThan(1.5e9);
  const cut = await world.faults.network.probeCutLinks(allLinks(world.nodes));
  expect(cut.length).toBe((world.nodes.length - 1) * 2);
  expect(await stop()).toMatchObject({ verified: true });
  expect(await world.faults.network.probeCutLinks(allLinks(world.nodes))).toEqual([]);
  expect(world.simulated.violation()).toBeNull();
});
