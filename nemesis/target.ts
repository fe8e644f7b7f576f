// Whom a fault hits: one node, a minority, a majority, the leader, its followers, a zone, or all; a fault of the network also a
// link or one direction of one. A target is chosen when the fault is injected, since only then is it known who leads; the
// chosen hosts go into the history.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import { createRandomSource } from '../src/random/source.ts';
import type { NodeName, NodeReport, World } from '../src/worlds/world.ts';

/** Targets that are hosts. */
export const targets = ['one', 'minority', 'majority', 'leader', 'followers', 'zone', 'all'] as const;
export type Target = (typeof targets)[number];

/** Targets of faults on links: around hosts, between two hosts, or from one host to another. */
export const linkTargets = [...targets, 'link', 'direction'] as const;
export type LinkTarget = (typeof linkTargets)[number];

/** Every second fault hits the leader, where most is to be lost. */
export const targetDecks: readonly (readonly Target[])[] = [
  ['leader'],
  ['one', 'minority', 'majority', 'all', 'followers', 'zone'],
];

/** A node in order answers within milliseconds; a paused one holds up every other fault meanwhile. */
const reportTimeoutMs = 400;
const zoneSize = 2;

/** What the value of a fault invocation may hold: a target with the number that decides the draw, or explicit hosts. */
export interface TargetValue {
  readonly target?: Target;
  readonly pick?: number;
  readonly hosts?: readonly NodeName[];
}

export function targetValue(invocation: Invocation): TargetValue {
  const value: JsonValue = invocation.value;
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as TargetValue) : {};
}

/** The nodes in an order decided by `pick` alone. */
export function shuffledNodes(nodes: readonly NodeName[], pick: number): readonly NodeName[] {
  return createRandomSource(pick).shuffle(nodes);
}

/** The nodes as they stand together, in racks or data centres: two and two, the last one alone. No zone is a majority. */
export function zonesOf(nodes: readonly NodeName[]): readonly (readonly NodeName[])[] {
  const size = nodes.length > zoneSize * 2 ? zoneSize : 1;
  return Array.from({ length: Math.ceil(nodes.length / size) }, (_, zone) =>
    nodes.slice(zone * size, (zone + 1) * size),
  );
}

/** One zone of the nodes, decided by `pick` alone. */
export function zoneOf(nodes: readonly NodeName[], pick: number): readonly NodeName[] {
  return createRandomSource(pick).pick(zonesOf(nodes));
}

/** What the nodes say of themselves, without those that do not answer in time. */
export async function reportsOf(
  world: World,
  nodes: readonly NodeName[],
  timeoutMs: number,
): Promise<readonly NodeReport[]> {
  const settled = await Promise.allSettled(nodes.map((node) => world.report(node, timeoutMs)));
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** The node that leads by its own word, but for `others`; of several, the one most believe in. `null` when nobody does. */
export async function findLeader(world: World, others: readonly NodeName[] = []): Promise<NodeName | null> {
  const asked = world.nodes.filter((node) => !others.includes(node));
  const reports = await reportsOf(world, asked, reportTimeoutMs);
  const votes = (candidate: NodeReport): number =>
    reports.filter((report) => report.leader === candidate.node).length;
  const leaders = reports.filter((report) => report.role === 'leader').sort((a, b) => votes(b) - votes(a));
  return leaders[0]?.node ?? null;
}

/**
 * Chooses hosts among `candidates`. None for `leader` and `followers` while nobody leads, for `leader` also while the leader is
 * not among the candidates, and for `zone` while no node of it is: no other node is hit in their place.
 */
export async function chooseHosts(
  world: World,
  candidates: readonly NodeName[],
  { target = 'one', pick = 0, hosts }: TargetValue,
): Promise<readonly NodeName[]> {
  if (hosts !== undefined) return [...new Set(hosts)].filter((host) => candidates.includes(host));
  const order = shuffledNodes(candidates, pick);
  const majority = Math.floor(world.nodes.length / 2) + 1;
  switch (target) {
    case 'one':
      return order.slice(0, 1);
    case 'minority':
      return order.slice(0, world.nodes.length - majority);
    case 'majority':
      return order.slice(0, majority);
    case 'all':
      return order;
    case 'zone':
      return zoneOf(world.nodes, pick).filter((host) => candidates.includes(host));
    case 'leader':
    case 'followers': {
      const leader = await findLeader(world);
      if (leader === null) return [];
      return order.filter((host) => (host === leader) === (target === 'leader'));
    }
  }
}

/** Why `chooseHosts` chose none, where `otherwise` is why nobody could be hit at all. */
export function whyNobody(
  { target, hosts }: { target?: LinkTarget; hosts?: unknown },
  otherwise: string,
): string {
  if (hosts !== undefined) return otherwise;
  if (target === 'leader') return `no leader to hit, or ${otherwise}`;
  if (target === 'followers') return `nobody led, or ${otherwise}`;
  return otherwise;
}
