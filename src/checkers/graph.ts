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

/** From how many places a shorter cycle is looked for. */
const mostStarts = 8;

/** Which line an edge belongs to, or `absent`: edges of one line that follow each other are told as one step. */
export type LineOf = (edge: number) => number;

/**
 * Edges of a cycle in their order, or null where there is none: found depth first, then made to have few steps, where edges
 * of one line that follow each other, such as what one client did in turn, are one.
 */
export function findCycle(graph: Graph, lineOf: LineOf = () => absent): readonly number[] | null {
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
      if (state[target] === 1) return fewestStepsOfCycle(graph, lineOf, target, node);
      if (state[target] === 2) continue;
      state[target] = 1;
      stack.push(target);
    }
  }
  return null;
}

/** A cycle through one of the nodes where steps begin of a cycle that passes two nodes: that with the fewest steps. */
function fewestStepsOfCycle(graph: Graph, lineOf: LineOf, one: number, other: number): readonly number[] {
  const next = followers(graph, lineOf);
  let best = [...fewestSteps(graph, next, one, other), ...fewestSteps(graph, next, other, one)];
  const stepsIn = (path: readonly number[]): readonly number[] =>
    path.filter((place, at) => at === 0 || next[path[at - 1] as number] !== place);
  for (const place of stepsIn(best).slice(0, mostStarts)) {
    const start = graph.to[place] as number;
    const found = fewestSteps(graph, next, start, start);
    if (stepsIn(found).length < stepsIn(best).length) best = [...found];
  }
  return best.map((place) => graph.edge[place] as number);
}

/** For each place of the graph, that of the edge that follows on the same line; `absent` for none. */
function followers({ start, edge, to }: Graph, lineOf: LineOf): Int32Array {
  const next = new Int32Array(edge.length).fill(absent);
  const placeOf = new Map<number, number>();
  const source = new Int32Array(edge.length);
  for (let node = 0; node + 1 < start.length; node++) source.fill(node, start[node], start[node + 1]);
  const inTurn = Array.from(edge.keys()).sort((a, b) => (edge[a] as number) - (edge[b] as number));
  for (const place of inTurn) {
    const line = lineOf(edge[place] as number);
    if (line === absent) continue;
    const before = placeOf.get(line);
    if (before !== undefined && to[before] === source[place]) next[before] = place;
    placeOf.set(line, place);
  }
  return next;
}

/** Places of a way with the fewest steps from one node to another: breadth first, each line ridden to its end. */
function fewestSteps(graph: Graph, next: Int32Array, from: number, to: number): readonly number[] {
  const nodeCount = graph.start.length - 1;
  /** Per node the place it was reached by, and per place the node or the place before it. */
  const reachedBy = new Int32Array(nodeCount).fill(absent);
  const boardedAt = new Int32Array(next.length).fill(absent);
  const rodeFrom = new Int32Array(next.length).fill(absent);
  const queue = [from];
  for (let at = 0; at < queue.length && reachedBy[to] === absent; at++) {
    const node = queue[at] as number;
    for (let first = graph.start[node] as number; first < (graph.start[node + 1] as number); first++) {
      for (let place = first, before = absent; place !== absent && boardedAt[place] === absent; ) {
        boardedAt[place] = node;
        rodeFrom[place] = before;
        const target = graph.to[place] as number;
        if (reachedBy[target] === absent) {
          reachedBy[target] = place;
          queue.push(target);
        }
        before = place;
        place = next[place] as number;
      }
    }
  }
  const path: number[] = [];
  for (let node = to; path.length === 0 || node !== from; ) {
    let place = reachedBy[node] as number;
    node = boardedAt[place] as number;
    for (; place !== absent; place = rodeFrom[place] as number) path.push(place);
  }
  return path.reverse();
}
