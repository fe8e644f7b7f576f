// Network partitions: cuts links between hosts and heals them, and proves both with packets sent over every link.

import type { Invocation } from '../src/generator/generator.ts';
import type { Link, World } from '../src/worlds/world.ts';
import { cutLinks, openLinks, takeDropped, verifyCuts, verifyOpen } from './cuts.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { oneOf, onLinks } from './fault-value.ts';
import {
  decksFor,
  linksToCut,
  needsLeader,
  type PartitionShape,
  partitionShapes,
} from './partition-shapes.ts';
import { partitionWords } from './partition-words.ts';
import { alternate, once } from './rhythm.ts';
import { findLeader, linkTargets, shuffledNodes, zoneOf } from './target.ts';

interface PartitionValue {
  readonly shape?: PartitionShape;
  readonly pick?: number;
  /** Set when a recorded schedule is repeated. */
  readonly links?: readonly Link[];
}

const owner = 'partition';

/** None where the shape needs a leader and nobody leads. */
async function chooseLinks(world: World, value: PartitionValue): Promise<readonly Link[]> {
  if (value.links !== undefined) return value.links;
  const { shape = 'one', pick = 0 } = value;
  const order = shape === 'halves' ? world.nodes : shuffledNodes(world.nodes, pick);
  const leader = needsLeader(shape) ? await findLeader(world) : '';
  return leader === null ? [] : linksToCut(shape, order, leader, zoneOf(world.nodes, pick));
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const value = (invocation.value ?? {}) as PartitionValue;
  const links = await chooseLinks(world, value);
  if (links.length === 0) return nothingTo('cut', 'nobody led');
  const hosts = [...new Set(links.flatMap(({ from, to }) => [from, to]))].sort();
  await cutLinks(world, owner, links);
  const shape = value.shape ?? 'recorded';
  return {
    description: `partition ${shape}: ${partitionWords(world.nodes, links)}`,
    hosts,
    ...(await verifyCuts(world)),
  };
}

async function stop(world: World): Promise<FaultResult> {
  const opened = await openLinks(world, owner);
  const { verified, evidence } = await verifyOpen(world, opened);
  return {
    description: 'every link open',
    hosts: world.nodes,
    verified,
    evidence: { ...evidence, ...takeDropped(world, owner) },
  };
}

export const partition: FaultPackageFactory = {
  name: 'partition',
  summary: 'cut the network between hosts: one node, halves, rings, a bridge, the leader, one direction only',
  targets: linkTargets,
  create: (options) => ({
    name: owner,
    startOperations: ['start-partition'],
    stopOperations: ['stop-partition'],
    values: { 'start-partition': { ...onLinks, shape: oneOf(partitionShapes) } },
    schedule: () =>
      alternate(options, 'start-partition', 'stop-partition', decksFor(options.targets), (shape, pick) => ({
        shape,
        pick,
      })),
    heal: () => once('stop-partition'),
    invoke: (world, invocation) =>
      invocation.f === 'start-partition' ? start(world, invocation) : stop(world),
  }),
};
