// What an order of the versions does that a model forbids: cycles among what must have none, reads that missed a write in
// sight, and versions that do not come right behind what their writer had read. Only events on cycles of anything are looked at.

import { absent } from '../../../history/interner.ts';
import { type Components, componentsOf } from '../graph/components.ts';
import { edgeRole } from '../graph/edge-filter.ts';
import type { Memory } from '../memory.ts';
import { type Adjacency, adjacencyOf, bytesOfAdjacency, graphOf } from './adjacency.ts';
import { relation, use } from './event-edges.ts';
import { type EventGraph, isEnd, type VersionOrder } from './event-graph.ts';
import type { Observed } from './observed.ts';
import type { Rules } from './rules.ts';
import type { StepBudget } from './step-budget.ts';
import { shortened, stepsOf, type Walk, type WalkStep } from './walk.ts';

/** Walks of one kind that are enough for one order. */
const walksMax = 64;
/** Events of one component from which the shortest cycle is looked for. */
const startsMax = 16;

export interface Surroundings {
  readonly memory: Memory;
  readonly budget: StepBudget;
}

/** Which edges a search may take, by what they are used for. */
const usable = (wanted: number): Uint8Array =>
  Uint8Array.from({ length: 4 }, (_, uses) =>
    (uses & wanted) !== 0 || wanted === 0 ? edgeRole.dependency : edgeRole.none,
  );

/** Walks that the rules forbid; none where the order satisfies them, or the budget ran out. @throws {MemoryRanOut} */
export function forbiddenWalks(
  observed: Observed,
  rules: Rules,
  order: VersionOrder,
  graph: EventGraph,
  { memory, budget }: Surroundings,
): readonly Walk[] {
  const { nodes, edges } = graph;
  const jumps = rules.cursor ? cursorJumps(observed, order) : [];
  const out = adjacencyOf(nodes, edges.from, edges.length, memory);
  const bytes = edges.length * 6 + nodes * 4;
  const walks = memory.during(bytes, `the components of ${nodes} events`, () => {
    const plain = graphOf(graph, out);
    const components = (wanted: number): Components =>
      componentsOf(plain, { after: null, filter: usable(wanted), nonadjacent: false }, memory);
    const all = components(0);
    budget.left -= edges.length + nodes;
    if (all.count === 0) return [];
    const ordered = components(use.order);
    const cycles = ordered.count === 0 ? [] : cyclesAmong(graph, out, ordered, budget);
    if (cycles.length > 0 || rules.sight === null) return cycles;
    return missedInSight(observed, rules, order, graph, all.component, { memory, budget });
  });
  memory.release(bytesOfAdjacency(nodes, edges.length));
  return [...walks, ...jumps].map(shortened);
}

/** Some short cycles, one in each component at least. */
function cyclesAmong(
  graph: EventGraph,
  out: Adjacency,
  { component, count }: Components,
  budget: StepBudget,
): readonly Walk[] {
  const { edges, nodes } = graph;
  const shortest = new Map<number, readonly number[]>();
  const tries = new Int32Array(count);
  const arrived = new Int32Array(nodes).fill(absent);
  const queue = new Int32Array(nodes);
  for (let start = 0; start < nodes && shortest.size <= walksMax; start++) {
    const home = component[start] as number;
    if (home === -1 || (tries[home] as number) >= startsMax) continue;
    tries[home] = (tries[home] as number) + 1;
    let [head, tail] = [0, 0];
    queue[tail++] = start;
    let closing = absent;
    while (head < tail && closing === absent) {
      const node = queue[head++] as number;
      for (let index = out.start[node] as number; index < (out.start[node + 1] as number); index++) {
        const edge = out.edge[index] as number;
        const to = edges.to[edge] as number;
        budget.left -= 1;
        if (((edges.uses[edge] as number) & use.order) === 0 || component[to] !== home) continue;
        if (to === start) {
          closing = edge;
          break;
        }
        if (arrived[to] !== absent) continue;
        arrived[to] = edge;
        queue[tail++] = to;
      }
    }
    const path: number[] = [];
    for (let edge = closing; edge !== absent; edge = arrived[edges.from[edge] as number] as number)
      path.push(edge);
    for (let index = 0; index < tail; index++) arrived[queue[index] as number] = absent;
    if (closing === absent) continue;
    const known = shortest.get(home);
    if (known === undefined || path.length < known.length) shortest.set(home, path.reverse());
  }
  return [...shortest.values()].map((path) => stepsOf(graph, path));
}

/** Reads that missed a write of a transaction in sight. */
function missedInSight(
  observed: Observed,
  { sight, shape }: Rules,
  { of, position }: VersionOrder,
  graph: EventGraph,
  component: Int32Array,
  { memory, budget }: Surroundings,
): readonly Walk[] {
  const { readStart, readPlace, readVersion, key, writer, written, ofKey } = observed;
  const { edges, nodes } = graph;
  const direct = sight?.reach === 'direct';
  const into = adjacencyOf(nodes, edges.to, edges.length, memory);
  const walks: Walk[] = [];
  const left = new Int32Array(nodes).fill(absent);
  const queue = new Int32Array(nodes);
  const found = new Map<number, number>();

  /** Notes what a transaction missed of one in sight. */
  function noteMissed(
    one: number,
    from: number,
    to: number,
    other: number,
    steps: () => readonly WalkStep[],
  ): void {
    for (let at = written.start[other] as number; at < (written.start[other + 1] as number); at++) {
      const later = written.of[at] as number;
      for (let index = from; index < to; index++) {
        const version = readVersion[index] as number;
        if (key[version] !== key[later] || (position[later] as number) <= (position[version] as number))
          continue;
        if (walks.length >= walksMax) return;
        const miss = { from: one, to: other, relation: relation.rw, low: version, high: later };
        walks.push([...steps(), miss]);
        return;
      }
    }
  }

  /** The way from an event that a search came to. */
  function wayFrom(node: number): readonly WalkStep[] {
    const path: number[] = [];
    for (let edge = left[node] as number; edge !== absent; edge = left[edges.to[edge] as number] as number)
      path.push(edge);
    return stepsOf(graph, path);
  }

  /** Goes back from an event to all that it saw. */
  function search(one: number, from: number, to: number): void {
    const start = graph.at(one, readPlace[from] as number);
    const home = component[start] as number;
    if (home === -1) return;
    let [head, tail] = [0, 0];
    queue[tail++] = start;
    left[start] = absent;
    found.set(start, 0);
    while (head < tail && budget.left > 0) {
      const node = queue[head++] as number;
      const steps = found.get(node) as number;
      for (let index = into.start[node] as number; index < (into.start[node + 1] as number); index++) {
        const edge = into.edge[index] as number;
        const before = edges.from[edge] as number;
        const said = edges.relation[edge] as number;
        budget.left -= 1;
        if (((edges.uses[edge] as number) & use.sight) === 0) continue;
        const further = steps + (said === relation.inside ? 0 : 1);
        if (direct && (further > 1 || said === relation.ww)) continue;
        if (component[before] !== home || found.has(before)) continue;
        found.set(before, further);
        left[before] = edge;
        queue[tail++] = before;
        const other = graph.transactionOf(before);
        if (other !== one && isEnd(graph, before)) noteMissed(one, from, to, other, () => wayFrom(before));
      }
    }
    found.clear();
    if (direct && sight.ww) searchOverwritten(one, from, to, home);
  }

  /** Looks at all that wrote before a transaction what it wrote, too. */
  function searchOverwritten(one: number, from: number, to: number, home: number): void {
    for (let at = written.start[one] as number; at < (written.start[one + 1] as number); at++) {
      const high = written.of[at] as number;
      const first = ofKey.start[key[high] as number] as number;
      for (let before = 0; before < (position[high] as number); before++) {
        const low = of[first + before] as number;
        const other = writer[low] as number;
        budget.left -= 1;
        if (other === absent || component[graph.end(other)] !== home) continue;
        noteMissed(one, from, to, other, () => [{ from: other, to: one, relation: relation.ww, low, high }]);
      }
    }
  }

  for (let one = 0; one < observed.happened.length && walks.length < walksMax && budget.left > 0; one++) {
    const [from, to] = [readStart[one] as number, readStart[one + 1] as number];
    if (from === to) continue;
    if (shape !== 'steps') search(one, from, to);
    else for (let index = from; index < to; index++) search(one, index, index + 1);
  }
  memory.release(bytesOfAdjacency(nodes, edges.length));
  return walks;
}

/** Versions written by who read the key, with another one between that and what was read. */
function cursorJumps(
  { readStart, readPlace, readVersion, key, writer, place, written, ofKey }: Observed,
  order: VersionOrder,
): readonly Walk[] {
  const walks: Walk[] = [];
  for (let one = 0; one + 1 < readStart.length && walks.length < walksMax; one++) {
    for (let at = written.start[one] as number; at < (written.start[one + 1] as number); at++) {
      const own = written.of[at] as number;
      for (let index = readStart[one] as number; index < (readStart[one + 1] as number); index++) {
        const version = readVersion[index] as number;
        if (key[version] !== key[own] || (readPlace[index] as number) > (place[own] as number)) continue;
        const before = order.of[
          (ofKey.start[key[own] as number] as number) + (order.position[own] as number) - 1
        ] as number;
        if (before === version || (order.position[before] as number) < (order.position[version] as number))
          continue;
        const other = writer[before] as number;
        walks.push([
          { from: one, to: other, relation: relation.rw, low: version, high: before },
          { from: other, to: one, relation: relation.ww, low: before, high: own },
        ]);
      }
    }
  }
  return walks;
}
