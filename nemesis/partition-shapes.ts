// The shapes a network can be cut into, each as the set of one-way links to drop. After Jepsen's partition grudges.

import type { Link, NodeName } from '../src/worlds/world.ts';
import type { LinkTarget } from './target.ts';

export const partitionShapes = [
  'one',
  'halves',
  'random-halves',
  'majorities-ring',
  'bridge',
  'isolate-leader',
  'one-way-in',
  'one-way-out',
  'followers-apart',
  'zone',
  'link',
  'direction',
] as const;
export type PartitionShape = (typeof partitionShapes)[number];

/** Every second partition hits the leader: cut off while it believes to lead is where replication goes wrong first. */
export const partitionDecks: readonly (readonly PartitionShape[])[] = [
  ['isolate-leader', 'one-way-in', 'isolate-leader', 'one-way-out'],
  [
    'one',
    'halves',
    'random-halves',
    'majorities-ring',
    'bridge',
    'followers-apart',
    'zone',
    'link',
    'direction',
  ],
];

/** Whom each shape is about, for plans that say whom to hit. */
export const shapeTargets: Readonly<Record<PartitionShape, LinkTarget>> = {
  one: 'one',
  halves: 'minority',
  'random-halves': 'minority',
  'majorities-ring': 'all',
  bridge: 'majority',
  'isolate-leader': 'leader',
  'one-way-in': 'leader',
  'one-way-out': 'leader',
  'followers-apart': 'followers',
  zone: 'zone',
  link: 'link',
  direction: 'direction',
};

/** The decks for these targets alone; where none is asked for, all. */
export function decksFor(asked: readonly LinkTarget[] | undefined): typeof partitionDecks {
  if (asked === undefined) return partitionDecks;
  return [partitionShapes.filter((shape) => asked.includes(shapeTargets[shape]))];
}

/** Shapes that are nothing without somebody who leads. */
export function needsLeader(shape: PartitionShape): boolean {
  return shapeTargets[shape] === 'leader' || shapeTargets[shape] === 'followers';
}

/** A link, both directions of it. */
export function linkBetween(one: NodeName, other: NodeName): readonly Link[] {
  return [
    { from: one, to: other },
    { from: other, to: one },
  ];
}

/** Every one-way link between two different nodes. */
export function allLinks(nodes: readonly NodeName[]): readonly Link[] {
  return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}

function between(left: readonly NodeName[], right: readonly NodeName[]): readonly Link[] {
  return left.flatMap((a) => right.flatMap((b) => linkBetween(a, b)));
}

/**
 * Each node hears only its nearest neighbours on a ring, just enough for a majority, so that no two majorities are
 * equal. With three nodes each hears its predecessor alone, which cuts every pair in one direction.
 */
function majoritiesRing(ring: readonly NodeName[]): readonly Link[] {
  const size = ring.length;
  const neighbours = Math.floor(size / 2);
  const heard = Array.from({ length: neighbours }, (_, i) => (i % 2 === 0 ? 1 + i / 2 : size - (i + 1) / 2));
  return allLinks(ring).filter(
    ({ from, to }) => !heard.includes((ring.indexOf(to) - ring.indexOf(from) + size) % size),
  );
}

/**
 * Links to drop for one shape.
 * @param order all nodes; shapes that isolate one node take the first, halves split in the middle (the smaller half first).
 * @param leader isolated by `isolate-leader`, the node that the one-way shapes make deaf or mute, and the only one that followers
 *   apart hear.
 * @param zone nodes that the shape of that name cuts off together
 */
export function linksToCut(
  shape: PartitionShape,
  order: readonly NodeName[],
  leader: NodeName,
  zone: readonly NodeName[] = [],
): readonly Link[] {
  const middle = Math.floor(order.length / 2);
  const others = (node: NodeName): readonly NodeName[] => order.filter((other) => other !== node);
  switch (shape) {
    case 'one':
      return between(order.slice(0, 1), order.slice(1));
    case 'halves':
    case 'random-halves':
      return between(order.slice(0, middle), order.slice(middle));
    case 'majorities-ring':
      return majoritiesRing(order);
    case 'bridge':
      return between(order.slice(0, middle), order.slice(middle + 1));
    case 'isolate-leader':
      return between([leader], others(leader));
    case 'one-way-in':
      return others(leader).map((from) => ({ from, to: leader }));
    case 'one-way-out':
      return others(leader).map((to) => ({ from: leader, to }));
    case 'followers-apart':
      return allLinks(others(leader));
    case 'zone':
      return between(
        zone,
        order.filter((node) => !zone.includes(node)),
      );
    case 'link':
      return between(order.slice(0, 1), order.slice(1, 2));
    case 'direction':
      return between(order.slice(0, 1), order.slice(1, 2)).slice(0, 1);
  }
}
