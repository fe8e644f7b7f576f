// An order of the versions of each key that goes with everything known and with some orders taken for granted: that of the
// commits where nothing speaks against it, which is what a database that behaves has done.

import { absent } from '../../../history/interner.ts';
import type { Memory } from '../memory.ts';
import { adjacencyOf, bytesOfAdjacency } from './adjacency.ts';
import { createEventEdges, relation, use } from './event-edges.ts';
import { addOrder, type EventGraph, type VersionOrder } from './event-graph.ts';
import type { Observed } from './observed.ts';
import type { Rules } from './rules.ts';
import type { Pair } from './walk.ts';

/** What transactions must come before which others, whatever the order of the versions that is left open. */
export function certainGraph(
  observed: Observed,
  rules: Rules,
  granted: readonly Pair[],
  memory: Memory,
): EventGraph {
  const { transactions, happened, readStart, readVersion, writer, rank, ofKey } = observed;
  const { length } = transactions;
  const nodes = length * 2;
  const end = (one: number): number => one;
  const edges = createEventEdges(memory, readVersion.length + observed.versions + granted.length);
  for (let one = 0; one < length; one++) {
    if (happened[one] !== 1) continue;
    for (let index = readStart[one] as number; index < (readStart[one + 1] as number); index++) {
      const source = writer[readVersion[index] as number] as number;
      if (source !== absent) edges.add(source, one, relation.wr, use.order);
    }
  }
  const join = (low: number, high: number): void =>
    edges.add(writer[low] as number, writer[high] as number, relation.ww, use.order, low, high);
  for (let key = 0; key + 1 < ofKey.start.length; key++) {
    let last = absent;
    for (let at = ofKey.start[key] as number; at < (ofKey.start[key + 1] as number); at++) {
      const version = ofKey.of[at] as number;
      if (last !== absent) join(last, version);
      if (writer[version] !== absent && rank[version] !== absent) last = version;
    }
  }
  for (const [low, high] of granted) join(low, high);
  const events = { nodes, end };
  addOrder(observed, { ...rules, shape: 'whole', sight: null }, events, edges);
  return {
    ...events,
    edges,
    at: (one) => one,
    transactionOf: (node) => (node < length ? node : absent),
  };
}

/** An order of the versions in which the writers come as they must in a graph without cycles. @throws {MemoryRanOut} */
export function orderWithin(observed: Observed, graph: EventGraph, memory: Memory): VersionOrder {
  const { ofKey, rank, writer } = observed;
  const place = topologicalPlaces(observed, graph, memory);
  const of = ofKey.of.slice();
  const position = new Int32Array(observed.versions);
  for (let key = 0; key + 1 < ofKey.start.length; key++) {
    const [from, to] = [ofKey.start[key] as number, ofKey.start[key + 1] as number];
    let open = from;
    while (open < to && rank[of[open] as number] !== absent) open += 1;
    of.subarray(open, to).sort(
      (a, b) => (place[writer[a] as number] as number) - (place[writer[b] as number] as number),
    );
    for (let at = from; at < to; at++) position[of[at] as number] = at - from;
  }
  return { of, position };
}

/** Each after all that lead to it, and else in the order of completions. */
function topologicalPlaces(
  { transactions }: Observed,
  { nodes, edges }: EventGraph,
  memory: Memory,
): Int32Array {
  const { length, completed } = transactions;
  const into = adjacencyOf(nodes, edges.to, edges.length, memory);
  const place = new Int32Array(nodes).fill(absent);
  const cursor = into.start.slice(0, nodes);
  const stack: number[] = [];
  let placed = 0;
  function visit(root: number): void {
    if (place[root] !== absent) return;
    stack.push(root);
    while (stack.length > 0) {
      const node = stack.at(-1) as number;
      const index = cursor[node] as number;
      if (index === into.start[node + 1]) {
        if (place[node] === absent) place[node] = placed++;
        stack.pop();
        continue;
      }
      cursor[node] = index + 1;
      const before = edges.from[into.edge[index] as number] as number;
      if (place[before] === absent) stack.push(before);
    }
  }
  for (const one of completed) visit(one);
  for (let one = 0; one < length; one++) visit(one);
  memory.release(bytesOfAdjacency(nodes, edges.length));
  return place;
}
