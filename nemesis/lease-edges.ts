// Elections at the edge of a lease. The leader is cut off from its peers, not from its clients, and may answer reads until its
// lease has run out; whoever granted it must elect nobody before. Either everybody else is killed and restarted at that
// very moment, and must remember what it granted (Chandra, Griesemer and Redstone, "Paxos Made Live", PODC 2007, section 5.2);
// or some have been cut off from the leader for so long that they ask the others for their votes again and again, and
// one of them asks just when those have heard from the leader for the last time.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import { createRandomSource } from '../src/random/source.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { cutLinks, openLinks, takeDropped, verifyCuts, verifyOpen } from './cuts.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { drawn, oneOf } from './fault-value.ts';
import { linksOf } from './link-shapes.ts';
import { linkBetween } from './partition-shapes.ts';
import { answers, hostsInOrder, statesOf } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { findLeader, shuffledNodes } from './target.ts';

const owner = 'lease-edges';
const shapes = ['restart', 'staggered'] as const;
type Shape = (typeof shapes)[number];
/** A node that hears nothing asks for votes after its lease and a jitter, and then several times a second. */
const silenceMs = { least: 1600, spread: 500 } as const;

interface EdgeValue {
  readonly shape?: Shape;
  readonly pick?: number;
}

/** Kills nodes and starts them again at once. @returns what was seen in between, and who answers afterwards */
async function restart(
  world: World,
  hosts: readonly NodeName[],
): Promise<{ readonly verified: boolean; readonly evidence: JsonValue }> {
  await Promise.all(hosts.map((host) => world.faults.process.kill(host)));
  const killed = await statesOf(world, hosts);
  await Promise.all(hosts.map((host) => world.faults.process.start(host)));
  const answered = await Promise.all(hosts.map((host) => answers(world, host)));
  return {
    verified: hosts.every((host) => killed[host] === 'absent') && answered.every(Boolean),
    evidence: { killed, answered: hosts.filter((_, index) => answered[index]) },
  };
}

async function restartBehindCut(world: World, leader: NodeName): Promise<FaultResult> {
  const others = (await hostsInOrder(world)).filter((host) => host !== leader);
  if (others.length <= world.nodes.length / 2)
    return nothingTo('restart', 'the nodes in order beside the leader were no majority');
  await cutLinks(world, owner, linksOf(world.nodes, leader));
  const restarted = await restart(world, others);
  const cuts = await verifyCuts(world);
  return {
    description: `leader ${leader} cut off, and all others restarted: ${others.join(', ')}`,
    hosts: [leader, ...others],
    verified: restarted.verified && cuts.verified,
    evidence: { leader, restarted: restarted.evidence, cuts: cuts.evidence },
  };
}

async function cutInTurn(world: World, leader: NodeName, pick: number): Promise<FaultResult> {
  const followers = shuffledNodes(
    world.nodes.filter((node) => node !== leader),
    pick,
  );
  const first = followers.slice(0, Math.max(1, Math.floor((world.nodes.length - 1) / 2)));
  await cutLinks(
    world,
    owner,
    first.flatMap((node) => linkBetween(leader, node)),
  );
  await world.clock.sleep(silenceMs.least + createRandomSource(pick).below(silenceMs.spread));
  await cutLinks(
    world,
    owner,
    followers.slice(first.length).flatMap((node) => linkBetween(leader, node)),
  );
  const { verified, evidence } = await verifyCuts(world);
  return {
    description: `leader ${leader} cut off from ${first.join(', ')}, and later from all others`,
    hosts: [leader],
    verified,
    evidence: { leader, first, cuts: evidence },
  };
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const { shape = 'restart', pick = 0 } = (invocation.value ?? {}) as EdgeValue;
  const leader = await findLeader(world);
  if (leader === null) return nothingTo('cut off', 'nobody led');
  return shape === 'restart' ? restartBehindCut(world, leader) : cutInTurn(world, leader, pick);
}

async function stop(world: World): Promise<FaultResult> {
  const opened = await openLinks(world, owner);
  const { verified, evidence } = await verifyOpen(world, opened);
  return {
    description: 'leader back',
    hosts: world.nodes,
    verified,
    evidence: { cuts: evidence, ...takeDropped(world, owner) },
  };
}

export const leaseEdges: FaultPackageFactory = {
  name: owner,
  summary:
    'cut off the leader while its lease runs, and restart everybody else at once, or have others ask for votes just then',
  create: (options) => ({
    name: owner,
    startOperations: ['press-lease'],
    stopOperations: ['release-lease'],
    values: { 'press-lease': { ...drawn, shape: oneOf(shapes) } },
    schedule: () =>
      alternate(options, 'press-lease', 'release-lease', [shapes], (shape, pick) => ({ shape, pick })),
    heal: () => once('release-lease'),
    invoke: (world, invocation) => (invocation.f === 'press-lease' ? start(world, invocation) : stop(world)),
  }),
};
