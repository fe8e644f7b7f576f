// Cycles of every class, the most severe class first, each with a witness as short as can be found. Whether there is any
// cycle of a kind is decided exactly, by components; which classes the cycles of a component belong to is searched for
// within a bound, and what the bound kept from being settled is told.

import { type AnomalyName, cycleAnomaly } from '../anomaly.ts';
import type { Memory } from '../memory.ts';
import { closedByRealTime, type Starts } from './closed-by-realtime.ts';
import {
  bytesOfWalks,
  contributes,
  createWalkMemory,
  createWalkSearch,
  type WalkMemory,
  type WalkOptions,
  type WalkSearch,
} from './closed-walk.ts';
import { type Components, componentsOf } from './components.ts';
import { type CycleCollection, createCycleCollection, type NamedCycles } from './cycle-collection.ts';
import type { TimedGraph } from './cyclic-core.ts';
import { edgeKind, layer, severity } from './edge.ts';
import { edgeFilterFor, edgeRole } from './edge-filter.ts';

export interface CycleFindings {
  readonly cycles: readonly NamedCycles[];
  /** Classes of which none was found before a bound was reached. */
  readonly undecided: readonly AnomalyName[];
}

export interface CycleSearchLimits {
  /** Edges that may be looked at for each class. */
  readonly stepsPerClass: number;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

/** Further edges to begin with, once a cycle was found, in the hope of a shorter one. */
const TRIES_FOR_SHORTER = 64;
/** Nodes looked at from each edge before all others had their turn. */
const FIRST_PATIENCE = 4096;
/** Bytes of an edge in the arrays of `startingEdges`, one of which grows. */
const BYTES_PER_START = 24;

interface ClassSearch {
  readonly severity: number;
  readonly antiDependencies: WalkOptions['antiDependencies'];
  /** Found by its shape, not by its class. */
  readonly shape?: 'causal-violation';
}

/** A way in which edges may follow each other, with components of its own, and the classes to look for in those. */
interface Family {
  readonly kinds: number;
  readonly claim: number;
  readonly nonadjacent: boolean;
  readonly classes: readonly ClassSearch[];
}

const { ww, wr, rw } = edgeKind;

const families: readonly Family[] = [
  {
    kinds: ww,
    claim: severity.g0,
    nonadjacent: false,
    classes: [{ severity: severity.g0, antiDependencies: 'free' }],
  },
  {
    kinds: ww | wr,
    claim: severity.g1c,
    nonadjacent: false,
    classes: [{ severity: severity.g1c, antiDependencies: 'free' }],
  },
  {
    kinds: wr | rw,
    claim: severity.g1c,
    nonadjacent: true,
    classes: [{ severity: severity.gSingle, antiDependencies: 'one', shape: 'causal-violation' }],
  },
  {
    kinds: ww | wr | rw,
    claim: severity.gNonadjacent,
    nonadjacent: true,
    classes: [
      { severity: severity.gSingle, antiDependencies: 'one' },
      { severity: severity.gNonadjacent, antiDependencies: 'two-nonadjacent' },
    ],
  },
  {
    kinds: ww | wr | rw,
    claim: severity.g2Item,
    nonadjacent: false,
    classes: [{ severity: severity.g2Item, antiDependencies: 'adjacent' }],
  },
];

/**
 * Looks for cycles of every class in a graph whose nodes all may lie on one.
 * @param transactions nodes of the whole graph from that number on only carry edges on
 * @throws {MemoryRanOut}
 */
export function findCycles(
  timed: TimedGraph,
  transactions: number,
  limits: CycleSearchLimits,
  memory: Memory,
): CycleFindings {
  const collection = createCycleCollection(timed, transactions);
  const undecided: AnomalyName[] = [];
  const { nodes, target } = timed.graph;
  const what = `the search for shortest cycles among ${nodes} transactions`;
  // Where each edge begins, and a list of those inside components, is made anew for each family.
  memory.hold(bytesOfWalks(nodes) + target.length * BYTES_PER_START, what);
  const walks = createWalkMemory(nodes);
  for (const reach of Object.values(layer)) {
    for (const family of families) {
      undecided.push(...searchFamily(timed, family, reach, { collection, walks, memory, limits }));
    }
  }
  return { cycles: collection.all(), undecided: [...new Set(undecided)] };
}

interface Surroundings {
  readonly collection: CycleCollection;
  readonly walks: WalkMemory;
  readonly memory: Memory;
  readonly limits: CycleSearchLimits;
}

/** @returns what the limits left open */
function searchFamily(
  timed: TimedGraph,
  { kinds, claim, nonadjacent, classes }: Family,
  reach: number,
  { collection, walks, memory, limits }: Surroundings,
): readonly AnomalyName[] {
  const process = reach === layer.plain ? 0 : edgeKind.process;
  const filter = edgeFilterFor({ kinds: kinds | process, claim, layer: reach });
  const after = reach === layer.realtime ? timed.after : null;
  const components = componentsOf(timed.graph, { after, filter, nonadjacent }, memory);
  if (components.count === 0) return [];
  const options = { filter, components, layer: reach };
  const starts = startingEdges(timed, filter, components, nonadjacent);
  const certain: WalkOptions = {
    ...options,
    layerRequired: false,
    antiDependencies: nonadjacent ? 'nonadjacent' : 'free',
  };
  const unbounded = { left: Number.POSITIVE_INFINITY };
  witnessOne(createWalkSearch(timed, certain, walks, unbounded), starts, collection);
  const undecided: AnomalyName[] = [];
  for (const { severity, antiDependencies, shape } of classes) {
    if (shape !== undefined && reach === layer.realtime) continue;
    const name = shape === undefined ? cycleAnomaly({ severity, layer: reach }) : shapeAt(shape, reach);
    const search = createWalkSearch(
      timed,
      { ...options, layerRequired: reach !== layer.plain, antiDependencies },
      walks,
      { left: limits.stepsPerClass },
    );
    const { label } = timed.graph;
    const begins = starts.edges.filter((edge) => contributes(label[edge] as number, severity));
    const stale = reach === layer.realtime && antiDependencies === 'one';
    const closed = stale ? closedByRealTime(timed, filter, { ...starts, edges: begins }) : null;
    const settled = searchClass(
      search,
      name,
      { ...starts, edges: closed ?? begins },
      collection,
      limits.deadlineMs,
    );
    if (!settled && !collection.has(name)) undecided.push(name);
  }
  return undecided;
}

function shapeAt(shape: 'causal-violation', reach: number): AnomalyName {
  return reach === layer.plain ? shape : `${shape}-process`;
}

/** One cycle of a family that has some: there always is one through an edge inside a component. */
function witnessOne(search: WalkSearch, { edges, origins }: Starts, collection: CycleCollection): void {
  for (const edge of edges) {
    const walk = search.find(origins[edge] as number, edge, Number.POSITIVE_INFINITY);
    if (walk === null || walk === 'bound') continue;
    collection.add(walk);
    return;
  }
}

/** @returns whether every edge was tried to the end, or a cycle was found */
function searchClass(
  search: WalkSearch,
  wanted: AnomalyName,
  { edges, origins }: Starts,
  collection: CycleCollection,
  deadlineMs: number,
): boolean {
  let left = TRIES_FOR_SHORTER;
  const open: number[] = [];
  const enough = (): boolean => {
    if (!collection.has(wanted)) return false;
    left -= 1;
    return left <= 0 || collection.shortest(wanted) === 2;
  };
  for (const edge of edges) {
    const walk = search.find(origins[edge] as number, edge, FIRST_PATIENCE);
    if (walk === 'bound') open.push(edge);
    else if (walk !== null) collection.add(walk);
    if (enough()) return true;
    if (performance.now() > deadlineMs) return false;
  }
  for (const edge of open) {
    if (collection.has(wanted)) return true;
    const walk = search.find(origins[edge] as number, edge, Number.POSITIVE_INFINITY);
    if (walk === 'bound' || performance.now() > deadlineMs) return false;
    if (walk !== null) collection.add(walk);
  }
  return true;
}

function startingEdges(
  { graph }: TimedGraph,
  filter: Uint8Array,
  { component }: Components,
  nonadjacent: boolean,
): Starts {
  const { nodes, start, target, label } = graph;
  const edges: number[] = [];
  const origins = new Int32Array(target.length);
  for (let node = 0; node < nodes; node++) {
    for (let edge = start[node] as number; edge < (start[node + 1] as number); edge++) {
      origins[edge] = node;
      const kind = filter[label[edge] as number];
      if (kind === edgeRole.none || kind === edgeRole.via) continue;
      const to = target[edge] as number;
      const reached = nonadjacent && kind === edgeRole.antiDependency ? to + nodes : to;
      if (component[node] !== -1 && component[node] === component[reached]) edges.push(edge);
    }
  }
  return { edges: Int32Array.from(edges), origins };
}
