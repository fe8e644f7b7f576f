// The part of a graph that cycles can lie in, small enough to be searched: its nodes renumbered, its transactions still in
// the order in which they were begun, with the order of each process as edges.

import type { Memory } from '../memory.ts';
import { edgeKind, edgeLabel } from './edge.ts';
import { createEdgeList, type Graph } from './graph.ts';

/** A graph with real time; its nodes come from a larger one. */
export interface TimedGraph {
  readonly graph: Graph;
  /** For each transaction the first one begun after it was over; nodes beyond have no time. */
  readonly after: Int32Array;
  /** Number in the larger graph. */
  readonly origin: Int32Array;
}

/**
 * Cuts the nodes `kept`, which ascend, out of a graph.
 * @param processOf the process of a transaction
 * @throws {MemoryRanOut}
 */
export function cyclicCoreOf(
  { graph, after }: Pick<TimedGraph, 'graph' | 'after'>,
  kept: Int32Array,
  processOf: (node: number) => number,
  memory: Memory,
): TimedGraph {
  const timed = lowerBound(kept, 0, kept.length, after.length);
  const localBytes = graph.nodes * Int32Array.BYTES_PER_ELEMENT;
  memory.hold(localBytes, `the choice of ${kept.length} of ${graph.nodes} transactions`);
  const localOf = new Int32Array(graph.nodes).fill(-1);
  kept.forEach((node, local) => {
    localOf[node] = local;
  });
  const edges = createEdgeList(memory);
  const last = new Map<number, number>();
  kept.forEach((node, local) => {
    const end = graph.start[node + 1] as number;
    for (let edge = graph.start[node] as number; edge < end; edge++) {
      const to = localOf[graph.target[edge] as number] as number;
      if (to !== -1) edges.add(local, to, graph.label[edge] as number);
    }
    if (local >= timed) return;
    const process = processOf(node);
    const earlier = last.get(process);
    if (earlier !== undefined) edges.add(earlier, local, edgeLabel(edgeKind.process));
    last.set(process, local);
  });
  const localAfter = new Int32Array(timed);
  for (let local = 0; local < timed; local++) {
    localAfter[local] = lowerBound(kept, 0, timed, after[kept[local] as number] as number);
  }
  memory.release(localBytes);
  return { graph: edges.toGraph(kept.length), after: localAfter, origin: kept };
}

/** First position in an ascending stretch of an array whose entry is at least `least`. */
export function lowerBound(sorted: Int32Array, from: number, to: number, least: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
