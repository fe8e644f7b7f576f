// Anti-dependencies that dependencies and real time lead back from: a read that missed a write although the write was over, or
// something that depends on it was, before the read, or something that it depends on, was begun. Whether there is such a way
// back takes no search: the earliest end of all that depends on the writer stands against the latest beginning of all that the
// reader depends on.

import type { TimedGraph } from './cyclic-core.ts';
import { claimLayerOf, claimOf, layer, severity } from './edge.ts';
import { edgeRole } from './edge-filter.ts';

/** Edges to begin a search with, and where each of all edges begins. */
export interface Starts {
  readonly edges: Int32Array;
  readonly origins: Int32Array;
}

/**
 * Of some anti-dependencies those that lie on a cycle with no other one and with real time, cycles of two transactions first.
 * @returns `null` where orders that were only concluded have a part in it, which this does not follow
 */
export function closedByRealTime(
  { graph, after }: TimedGraph,
  filter: Uint8Array,
  { edges, origins }: Starts,
): Int32Array | null {
  const { nodes, start, target, label } = graph;
  const timed = after.length;
  for (let edge = 0; edge < target.length; edge++) {
    const said = label[edge] as number;
    if (filter[said] === edgeRole.none) continue;
    if (claimOf(said) >= severity.gSingle || claimLayerOf(said) >= layer.realtime) return null;
  }
  const own = Int32Array.from({ length: nodes }, (_, node) =>
    node < timed ? (after[node] as number) : timed,
  );
  const direct = own.slice();
  const earliestEnd = own.slice();
  const latestBegin = Int32Array.from({ length: nodes }, (_, node) => (node < timed ? node : -1));

  /** Hands something on along all edges until nothing changes; most lead from lower to higher nodes. */
  function settle(descending: boolean, hand: (from: number, to: number, role: number) => boolean): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (let step = 0; step < nodes; step++) {
        const node = descending ? nodes - 1 - step : step;
        for (let edge = start[node] as number; edge < (start[node + 1] as number); edge++)
          if (hand(node, target[edge] as number, filter[label[edge] as number] as number)) changed = true;
      }
    }
  }

  const takeEarlier = (ends: Int32Array, from: number, to: number): boolean => {
    if ((ends[to] as number) >= (ends[from] as number)) return false;
    ends[from] = ends[to] as number;
    return true;
  };
  settle(true, (from, to, role) => role === edgeRole.via && takeEarlier(direct, from, to));
  settle(
    true,
    (from, to, role) =>
      (role === edgeRole.via || role === edgeRole.dependency) && takeEarlier(earliestEnd, from, to),
  );
  settle(false, (from, to, role) => {
    if (role !== edgeRole.dependency || (latestBegin[from] as number) <= (latestBegin[to] as number))
      return false;
    latestBegin[to] = latestBegin[from] as number;
    return true;
  });
  const closed = edges.filter((edge) => {
    const reader = latestBegin[origins[edge] as number] as number;
    return (earliestEnd[target[edge] as number] as number) <= reader;
  });
  const byTwo = (edge: number): boolean =>
    (direct[target[edge] as number] as number) <= (origins[edge] as number);
  return Int32Array.from([...closed.filter(byTwo), ...closed.filter((edge) => !byTwo(edge))]);
}
