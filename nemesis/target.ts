// Whom a fault hits: one node, a minority, a majority, the leader, or all. A target is chosen when the fault is
// injected, since only then is it known who leads; the chosen hosts go into the history.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import { createRandomSource } from '../src/random/source.ts';
import type { NodeName, NodeReport, World } from '../src/worlds/world.ts';

export const targets = ['one', 'minority', 'majority', 'leader', 'all'] as const;
export type Target = (typeof targets)[number];

/** Every second fault hits the leader, where most is to be lost. */
export const targetDecks: readonly (readonly Target[])[] = [
  ['leader'],
  ['one', 'minority', 'majority', 'all'],
];

const reportTimeoutMs = 1000;

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

/** The node that leads by its own word; of several, the one most others believe in. `null` when nobody does. */
export async function findLeader(world: World): Promise<NodeName | null> {
  const settled = await Promise.allSettled(world.nodes.map((node) => world.report(node, reportTimeoutMs)));
  const reports = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const votes = (candidate: NodeReport): number =>
    reports.filter((report) => report.leader === candidate.node).length;
  const leaders = reports.filter((report) => report.role === 'leader').sort((a, b) => votes(b) - votes(a));
  return leaders[0]?.node ?? null;
}

/**
 * Chooses hosts among `candidates`. `leader` falls back to one random node when nobody leads or the leader is not
 * among the candidates. Never more hosts than candidates; empty only without candidates.
 */
export async function chooseHosts(
  world: World,
  candidates: readonly NodeName[],
  value: TargetValue,
): Promise<readonly NodeName[]> {
  if (value.hosts !== undefined) return value.hosts.filter((host) => candidates.includes(host));
  const order = shuffledNodes(candidates, value.pick ?? 0);
  const majority = Math.floor(world.nodes.length / 2) + 1;
  switch (value.target ?? 'one') {
    case 'one':
      return order.slice(0, 1);
    case 'minority':
      return order.slice(0, world.nodes.length - majority);
    case 'majority':
      return order.slice(0, majority);
    case 'all':
      return order;
    case 'leader': {
      const leader = await findLeader(world);
      return leader !== null && candidates.includes(leader) ? [leader] : order.slice(0, 1);
    }
  }
}
