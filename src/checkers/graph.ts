// Directed graphs over integers in compressed sparse rows: is there a cycle, and a short one to show.

import { absent } from '../history/interner.ts';

/** Edge `e` leads from `from[e]` to `to[e]`. */
export interface Edges {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

/** The edges of node `n` are `edge[start[n]]` to `edge[start[n + 1]]`. */
export interface Graph {
  readonly start: Int32Array;
  readonly edge: Int32Array;
  readonly to: Int32Array;
}

/** @param wanted which edges belong to the graph; all where absent */
export function graphOf(nodeCount: number, { from, to }: Edges, wanted?: (edge: number) => boolean): Graph {
  const start = new Int32Array(nodeCount + 1);
  let count = 0;
  for (let edge = 0; edge < from.length; edge++) {
    if (wanted !== undefined && !wanted(edge)) continue;
    const node = (from[edge] as number) + 1;
    start[node] = (start[node] as number) + 1;
    count++;
  }
  for (let node = 0; node < nodeCount; node++)
    start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const next = start.slice();
  const edges = new Int32Array(count);
  const targets = new Int32Array(count);
  for (let edge = 0; edge < from.length; edge++) {
    if (wanted !== undefined && !wanted(edge)) continue;
    const node = from[edge] as number;
    const place = next[node] as number;
    next[node] = place + 1;
    edges[place] = edge;
    targets[place] = to[edge] as number;
  }
  return { start, edge: edges, to: targets };
}

/** Edges of a cycle in their order, or null where there is none: found depth first, then shortened breadth first. */
export function findCycle(graph: Graph): readonly number[] | null {
  const nodeCount = graph.start.length - 1;
  const next = graph.start.slice(0, nodeCount);
  const state = new Uint8Array(nodeCount);
  const stack: number[] = [];
  for (let root = 0; root < nodeCount; root++) {
    if (state[root] !== 0) continue;
    stack.push(root);
    state[root] = 1;
    while (stack.length > 0) {
      const node = stack.at(-1) as number;
      const place = next[node] as number;
      if (place === graph.start[node + 1]) {
        state[node] = 2;
        stack.pop();
        continue;
      }
      next[node] = place + 1;
      const target = graph.to[place] as number;
      if (state[target] === 1) return shortestPath(graph, target, node, graph.edge[place] as number);
      if (state[target] === 2) continue;
      state[target] = 1;
      stack.push(target);
    }
  }
  return null;
}

/** The edges of the shortest way from one node to another, and then the one that leads back. */
function shortestPath(graph: Graph, from: number, to: number, back: number): readonly number[] {
  const nodeCount = graph.start.length - 1;
  const cameFrom = new Int32Array(nodeCount).fill(absent);
  const cameBy = new Int32Array(nodeCount).fill(absent);
  const queue = [from];
  cameFrom[from] = from;
  for (let at = 0; at < queue.length && cameFrom[to] === absent; at++) {
    const node = queue[at] as number;
    for (let place = graph.start[node] as number; place < (graph.start[node + 1] as number); place++) {
      const target = graph.to[place] as number;
      if (cameFrom[target] !== absent) continue;
      cameFrom[target] = node;
      cameBy[target] = graph.edge[place] as number;
      queue.push(target);
    }
  }
  const path = [back];
  for (let node = to; node !== from; node = cameFrom[node] as number) path.unshift(cameBy[node] as number);
  return path;
}
