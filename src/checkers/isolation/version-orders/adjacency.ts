// Edges by the event they begin at, and by the one they end at.

import type { Graph } from '../graph/graph.ts';
import type { Memory } from '../memory.ts';
import type { EventGraph } from './event-graph.ts';

/** Entries `start[v]` to `start[v + 1]` of `edge` are the edges of node `v`. */
export interface Adjacency {
  readonly start: Int32Array;
  readonly edge: Int32Array;
}

/** @param ends the node of each edge that it is sorted by @throws {MemoryRanOut} */
export function adjacencyOf(nodes: number, ends: Int32Array, length: number, memory: Memory): Adjacency {
  memory.hold(bytesOfAdjacency(nodes, length), `a graph of ${nodes} events and ${length} edges`);
  const start = new Int32Array(nodes + 1);
  for (let edge = 0; edge < length; edge++) {
    const slot = (ends[edge] as number) + 1;
    start[slot] = (start[slot] as number) + 1;
  }
  for (let node = 0; node < nodes; node++)
    start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const next = start.slice(0, nodes);
  const sorted = new Int32Array(length);
  for (let edge = 0; edge < length; edge++) {
    const slot = next[ends[edge] as number] as number;
    next[ends[edge] as number] = slot + 1;
    sorted[slot] = edge;
  }
  return { start, edge: sorted };
}

/** What an adjacency takes. */
export function bytesOfAdjacency(nodes: number, length: number): number {
  return (2 * nodes + 1 + length) * Int32Array.BYTES_PER_ELEMENT;
}

/** The graph as the search for components takes it: the label of an edge is what it is used for. */
export function graphOf({ nodes, edges }: EventGraph, { start, edge }: Adjacency): Graph {
  const target = edge.map((one) => edges.to[one] as number);
  const label = new Uint16Array(edge.length);
  for (let index = 0; index < edge.length; index++)
    label[index] = edges.uses[edge[index] as number] as number;
  return { nodes, start, target, label };
}
