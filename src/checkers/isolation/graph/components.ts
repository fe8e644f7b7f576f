// Strongly connected components in one pass (Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1,
// 1972), with a stack of its own so that no history is too deep.
//
// Real time has no edges here either. Begun transactions are a row of gates: the gate of a transaction leads to it and to
// the next gate, and whoever is over leads to the first gate after it. So each transaction has one edge for real time.
//
// Snapshot isolation allows cycles in which one anti-dependency follows another directly. `nonadjacent` looks only for the
// other ones: every transaction is there twice, and the second one, reached by an anti-dependency, has none to go on with.

import type { Memory } from '../memory.ts';
import { edgeRole } from './edge-filter.ts';
import type { Graph } from './graph.ts';

/** Which component each node belongs to. */
export interface Components {
  /** Component of each node, and of its second self after all first ones; -1 where it lies on no cycle. */
  readonly component: Int32Array;
  readonly count: number;
}

export interface ComponentOptions {
  /** See `RealTime`; `null` leaves real time out. */
  readonly after: Int32Array | null;
  readonly filter: Uint8Array;
  readonly nonadjacent: boolean;
}

/** Bytes that each node takes while components are looked for. */
const BYTES_EACH = 6 * Int32Array.BYTES_PER_ELEMENT + 1;

/** The components of more than one node. @throws {MemoryRanOut} */
export function componentsOf(graph: Graph, options: ComponentOptions, memory: Memory): Components {
  const gates = options.nonadjacent ? graph.nodes * 2 : graph.nodes;
  const size = gates + (options.after?.length ?? 0);
  return memory.during(size * BYTES_EACH, `the search for cycles among ${graph.nodes} transactions`, () =>
    searchComponents(graph, options, gates, size),
  );
}

function searchComponents(
  graph: Graph,
  { after, filter, nonadjacent }: ComponentOptions,
  gates: number,
  size: number,
): Components {
  const { nodes, start, target, label } = graph;
  const timed = size - gates;
  const order = new Int32Array(size);
  const low = new Int32Array(size);
  const cursor = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const onStack = new Uint8Array(size);
  const stack = new Int32Array(size);
  const path = new Int32Array(size);
  let stacked = 0;
  let depth = 0;
  let clock = 0;
  let count = 0;

  function enter(node: number): void {
    clock += 1;
    order[node] = clock;
    low[node] = clock;
    stack[stacked++] = node;
    onStack[node] = 1;
    path[depth++] = node;
    cursor[node] = node >= gates ? 0 : (start[node >= nodes ? node - nodes : node] as number);
  }

  /** The next successor of a node, or -1 after the last one. */
  function next(node: number): number {
    const at = cursor[node] as number;
    if (node >= gates) {
      cursor[node] = at + 1;
      if (at === 0) return node - gates;
      return at === 1 && node + 1 < size ? node + 1 : -1;
    }
    const self = node >= nodes ? node - nodes : node;
    const end = start[self + 1] as number;
    for (let edge = at; edge < end; edge++) {
      const kind = filter[label[edge] as number] as number;
      if (kind === edgeRole.none || (kind === edgeRole.antiDependency && node >= nodes)) continue;
      cursor[node] = edge + 1;
      const to = target[edge] as number;
      if (!nonadjacent || kind === edgeRole.dependency) return to;
      return kind === edgeRole.antiDependency || node >= nodes ? to + nodes : to;
    }
    if (at > end) return -1;
    cursor[node] = end + 1;
    if (after === null || self >= timed) return -1;
    const gate = after[self] as number;
    return gate < timed ? gates + gate : -1;
  }

  function leave(node: number): void {
    depth -= 1;
    if (depth > 0) {
      const parent = path[depth - 1] as number;
      if ((low[node] as number) < (low[parent] as number)) low[parent] = low[node] as number;
    }
    if (low[node] !== order[node]) return;
    const alone = stack[stacked - 1] === node;
    for (;;) {
      const member = stack[--stacked] as number;
      onStack[member] = 0;
      if (!alone) component[member] = count;
      if (member === node) break;
    }
    if (!alone) count += 1;
  }

  for (let root = 0; root < gates; root++) {
    if (order[root] !== 0) continue;
    enter(root);
    while (depth > 0) {
      const node = path[depth - 1] as number;
      const to = next(node);
      if (to === -1) leave(node);
      else if (order[to] === 0) enter(to);
      else if (onStack[to] === 1 && (order[to] as number) < (low[node] as number))
        low[node] = order[to] as number;
    }
  }
  return { component: component.subarray(0, gates), count };
}
