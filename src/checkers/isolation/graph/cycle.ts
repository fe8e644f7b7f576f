// A cycle of transactions, and what it is called: by its anti-dependencies, and by the order outside the data it leans on.
// The classes are those of Adya, "Weak Consistency" (1999), with the split at adjacent anti-dependencies that snapshot
// isolation needs (Cerone and Gotsman, "Analysing Snapshot Isolation", JACM 65, 2018).

import { claimLayerOf, claimOf, edgeKind, edgeLabel, kindOf, layer, severity } from './edge.ts';

/** Node `i` leads to node `i + 1`, the last one to the first, by the edge `labels[i]`. */
export interface Cycle {
  readonly nodes: readonly number[];
  readonly labels: readonly number[];
}

export interface CycleClass {
  /** One of `severity`. */
  readonly severity: number;
  /** One of `layer`. */
  readonly layer: number;
}

/** The class of a cycle: never stronger than what its edges claim. */
export function classOf({ labels }: Cycle): CycleClass {
  let deepest: number = severity.g0;
  let furthest: number = layer.plain;
  let antiDependencies = 0;
  let adjacent = false;
  labels.forEach((label, position) => {
    const kind = kindOf(label);
    deepest = Math.max(deepest, claimOf(label), kind === edgeKind.wr ? severity.g1c : severity.g0);
    furthest = Math.max(furthest, claimLayerOf(label), layerOfKind(kind));
    if (kind !== edgeKind.rw) return;
    antiDependencies += 1;
    if (kindOf(labels[(position + 1) % labels.length] as number) === edgeKind.rw) adjacent = true;
  });
  const own =
    antiDependencies === 0
      ? severity.g0
      : antiDependencies === 1
        ? severity.gSingle
        : adjacent
          ? severity.g2Item
          : severity.gNonadjacent;
  return { severity: Math.max(own, deepest), layer: furthest };
}

function layerOfKind(kind: number): number {
  if (kind === edgeKind.realtime) return layer.realtime;
  return kind === edgeKind.process ? layer.process : layer.plain;
}

/** Leaves out nodes from `transactions` on, which only carry the edge before them on. */
export function withoutRelays({ nodes, labels }: Cycle, transactions: number): Cycle {
  const first = nodes.findIndex((node) => node < transactions);
  const result: { nodes: number[]; labels: number[] } = { nodes: [], labels: [] };
  for (let step = 0; step < nodes.length; step++) {
    const position = (first + step) % nodes.length;
    if ((nodes[position] as number) >= transactions) continue;
    result.nodes.push(nodes[position] as number);
    result.labels.push(labels[position] as number);
  }
  return result;
}

/** A closed walk in which nodes may come up again, as cycles in which none does. */
export function simpleCycles({ nodes, labels }: Cycle): readonly Cycle[] {
  const cycles: Cycle[] = [];
  const walk: number[] = [];
  const walked: number[] = [];
  const seen = new Map<number, number>();
  for (let step = 0; step <= nodes.length; step++) {
    const node = nodes[step % nodes.length] as number;
    const earlier = seen.get(node);
    if (earlier !== undefined) {
      const loop = { nodes: walk.splice(earlier), labels: walked.splice(earlier) };
      for (const member of loop.nodes) seen.delete(member);
      if (loop.nodes.length > 1) cycles.push(loop);
    }
    seen.set(node, walk.length);
    walk.push(node);
    walked.push(labels[step % nodes.length] as number);
  }
  return cycles;
}

/** The label of an edge of real time, which no graph holds. */
export const realtimeLabel = edgeLabel(edgeKind.realtime);
