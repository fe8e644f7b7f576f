// The shortest way back: breadth-first search from the end of an edge to its beginning, over the edges that a class of
// cycles allows, inside one component. A node counts once for each state of the search: whether the last edge was an
// anti-dependency, whether the order outside the data that the class is about was used, and whether the anti-dependencies
// that the class is about were met.
//
// Real time needs no edges: whoever is over leads to all that were begun later, which are the end of a list, and the part
// of the list that was met already is never looked at again.

import type { Components } from './components.ts';
import { type Cycle, realtimeLabel } from './cycle.ts';
import { lowerBound, type TimedGraph } from './cyclic-core.ts';
import { claimLayerOf, claimOf, edgeKind, kindOf, layer, severity } from './edge.ts';
import { edgeRole } from './edge-filter.ts';

/** What a walk must be like. */
export interface WalkOptions {
  readonly filter: Uint8Array;
  /** See `layer`; real time is taken only where it is that. */
  readonly layer: number;
  /** Whether something of that layer must lie on the walk. */
  readonly layerRequired: boolean;
  /** How anti-dependencies may follow each other. */
  readonly antiDependencies: 'free' | 'one' | 'nonadjacent' | 'two-nonadjacent' | 'adjacent';
  readonly components: Components;
}

/** Steps that searches together may still take. */
export interface StepBudget {
  left: number;
}

/** Looks for ways back in one graph under one set of options. */
export interface WalkSearch {
  /**
   * The shortest closed walk that begins with this edge.
   * @param most nodes that may be looked at
   * @returns `null` where there is none, `'bound'` where `most` or the budget ran out before that was certain
   */
  find(from: number, edge: number, most: number): Cycle | null | 'bound';
}

/** Memory of searches in graphs of up to so many nodes, to be used by one after another. */
export interface WalkMemory {
  readonly seen: Int32Array;
  readonly parent: Int32Array;
  readonly arrived: Uint16Array;
  readonly queue: Int32Array;
  /** Number of searches so far. */
  searches: number;
}

export function createWalkMemory(nodes: number): WalkMemory {
  const places = nodes * STATES;
  return {
    seen: new Int32Array(places),
    parent: new Int32Array(places),
    arrived: new Uint16Array(places),
    queue: new Int32Array(places),
    searches: 0,
  };
}

/** What `createWalkMemory` takes. */
export function bytesOfWalks(nodes: number): number {
  return nodes * STATES * (3 * Int32Array.BYTES_PER_ELEMENT + Uint16Array.BYTES_PER_ELEMENT);
}

const LAST = 1;
const LAYERED = 2;
const MET = 4;
const STATES = 8;

export function createWalkSearch(
  timed: TimedGraph,
  options: WalkOptions,
  memory: WalkMemory,
  budget: StepBudget,
): WalkSearch {
  const { seen, parent, arrived, queue } = memory;
  const { graph, after } = timed;
  const { start, target, label, nodes } = graph;
  const { filter, antiDependencies, layerRequired, components } = options;
  const { component } = components;
  const lifted = component.length > nodes;
  const members = options.layer === layer.realtime ? membersOf(components, after.length) : null;
  const listed = new Int32Array(STATES);

  /** The state after an edge, or -1 where the walk may not take it. */
  function stateAfter(state: number, edge: number): number {
    const kind = filter[edge] as number;
    if (kind === edgeRole.none) return -1;
    const layered = layerOf(edge) >= options.layer ? LAYERED : 0;
    if (kind === edgeRole.via) return state | layered;
    if (kind === edgeRole.dependency) {
      return antiDependencies === 'one' ? state | layered : (state & ~LAST) | layered;
    }
    if ((state & LAST) === 0) {
      // A claim of its own does not count: the walk's first edge may be any.
      const met = antiDependencies === 'two-nonadjacent' ? MET : 0;
      return state | LAST | layered | met;
    }
    if (antiDependencies === 'free') return state | layered;
    return antiDependencies === 'adjacent' ? state | MET | layered : -1;
  }

  function accepts(state: number, first: number): boolean {
    if (layerRequired && (state & LAYERED) === 0) return false;
    const closes = (state & LAST) !== 0 && kindOf(first) === edgeKind.rw;
    if (antiDependencies === 'adjacent') return (state & MET) !== 0 || closes;
    if (antiDependencies === 'two-nonadjacent') return (state & MET) !== 0 && !closes;
    return antiDependencies !== 'nonadjacent' || !closes;
  }

  function walkBack(from: number, first: number, end: number): Cycle {
    const found: { nodes: number[]; labels: number[] } = { nodes: [], labels: [] };
    for (let at = end; ; at = parent[at] as number) {
      const edge = arrived[at] as number;
      if (parent[at] === -1) {
        found.nodes.push(from);
        found.labels.push(first);
        break;
      }
      found.nodes.push(((parent[at] as number) / STATES) | 0);
      found.labels.push(edge);
    }
    found.nodes.reverse();
    found.labels.reverse();
    return found;
  }

  /** The first edge never counts as met, only those that come after it. */
  function firstState(first: number): number {
    const layered = layerOf(first) >= options.layer ? LAYERED : 0;
    return kindOf(first) === edgeKind.rw ? LAST | layered : layered;
  }

  return {
    find(from, edge, most) {
      const first = label[edge] as number;
      memory.searches += 1;
      const search = memory.searches;
      listed.fill(members === null ? 0 : members.of.length);
      const begin = (target[edge] as number) * STATES + firstState(first);
      const home = component[from] as number;
      seen[begin] = search;
      parent[begin] = -1;
      let head = 0;
      let tail = 0;
      queue[tail++] = begin;
      while (head < tail) {
        if (head >= most || budget.left <= 0) return 'bound';
        const at = queue[head++] as number;
        const node = (at / STATES) | 0;
        const state = at % STATES;
        const end = start[node + 1] as number;
        budget.left -= end - (start[node] as number) + 1;
        for (let next = start[node] as number; next < end; next++) {
          const taken = label[next] as number;
          const to = target[next] as number;
          const reached = stateAfter(state, taken);
          if (reached === -1) continue;
          const self = lifted && (reached & LAST) !== 0 && antiDependencies !== 'one' ? to + nodes : to;
          if (component[self] !== home && !(lifted && component[to] === home)) continue;
          const place = to * STATES + reached;
          if (seen[place] === search) continue;
          seen[place] = search;
          parent[place] = at;
          arrived[place] = taken;
          if (to === from && accepts(reached, first)) return walkBack(from, first, place);
          queue[tail++] = place;
        }
        if (members === null || node >= after.length) continue;
        const reached = (antiDependencies === 'one' ? state : state & ~LAST) | LAYERED;
        const last = members.start[home + 1] as number;
        const begun = lowerBound(members.of, members.start[home] as number, last, after[node] as number);
        const stop = Math.min(last, listed[reached] as number);
        budget.left -= Math.max(0, stop - begun);
        for (let position = begun; position < stop; position++) {
          const to = members.of[position] as number;
          const place = to * STATES + reached;
          if (seen[place] === search) continue;
          seen[place] = search;
          parent[place] = at;
          arrived[place] = realtimeLabel;
          if (to === from && accepts(reached, first)) return walkBack(from, first, place);
          queue[tail++] = place;
        }
        listed[reached] = Math.min(begun, listed[reached] as number);
      }
      return null;
    },
  };
}

function layerOf(label: number): number {
  const kind = kindOf(label);
  if (kind === edgeKind.realtime) return layer.realtime;
  return Math.max(claimLayerOf(label), kind === edgeKind.process ? layer.process : layer.plain);
}

/** Whether an edge makes a cycle at least that bad, by its kind or by what it claims. */
export function contributes(label: number, wanted: number): boolean {
  const kind = kindOf(label);
  const own = kind === edgeKind.rw ? severity.gSingle : kind === edgeKind.wr ? severity.g1c : severity.g0;
  if (claimOf(label) >= severity.gSingle && wanted >= severity.gSingle) return true;
  return Math.max(own, claimOf(label)) >= Math.min(wanted, severity.gSingle);
}

/** Transactions by component, ascending within each. */
function membersOf(
  { component, count }: Components,
  timed: number,
): { readonly start: Int32Array; readonly of: Int32Array } {
  const start = new Int32Array(count + 1);
  let size = 0;
  for (let node = 0; node < timed; node++) {
    const home = component[node] as number;
    if (home === -1) continue;
    start[home + 1] = (start[home + 1] as number) + 1;
    size += 1;
  }
  for (let home = 0; home < count; home++)
    start[home + 1] = (start[home + 1] as number) + (start[home] as number);
  const next = start.slice(0, count);
  const of = new Int32Array(size);
  for (let node = 0; node < timed; node++) {
    const home = component[node] as number;
    if (home === -1) continue;
    of[next[home] as number] = node;
    next[home] = (next[home] as number) + 1;
  }
  return { start, of };
}
