// The causal order of accesses to registers, as a vector clock per write: how many writes of each session lie in its
// past. An access is visited once all it depends on has been.

import { absent } from '../history/interner.ts';
import type { Budget } from './checker.ts';
import { type Edges, findCycle, graphOf } from './graph.ts';
import type { RegisterAccesses } from './register-accesses.ts';
import { createWritesBySession } from './writes-by-session.ts';

const accessesBetweenLooks = 4096;

/** A read that should have seen a newer write. */
export interface StaleRead {
  readonly read: number;
  readonly newer: number;
}

/** What contradicts causal consistency; all empty where nothing does. Numbers are accesses. */
export interface CausalOrder {
  readonly stale: readonly StaleRead[];
  /** A circle of dependencies. */
  readonly cycle: readonly number[];
  /** A circle of dependencies and of writes that somebody saw in this order. */
  readonly conflict: readonly number[];
}

/** @returns the reason where the budget does not suffice */
export function followCausalOrder(
  accesses: RegisterAccesses,
  budget: Budget,
  convergence: boolean,
): CausalOrder | string {
  const deadlineMs = performance.now() + budget.timeMs;
  const { length, session, reads, writes, versions } = accesses;
  const bySession = createWritesBySession(accesses);
  const writeCount = versions.count - accesses.keyCount;
  const width = bySession.sessionCount;
  if ((writeCount + accesses.sessionCount) * width * 4 > budget.memoryBytes)
    return `${writeCount} writes of ${width} sessions need more than the memory budget of ${budget.memoryBytes} bytes.`;
  const clocks = new Int32Array(writeCount * width);
  const clockOf = (access: number): Int32Array => {
    const write = (writes[access] as number) - accesses.keyCount;
    return clocks.subarray(write * width, (write + 1) * width);
  };
  const sessionClocks = new Map<number, Int32Array>();
  const dependencies = dependenciesOf(accesses);
  const order = sortByDependency(length, dependencies);
  const stale: StaleRead[] = [];
  const before = growingEdges(dependencies);
  for (const [visited, access] of order.entries()) {
    if (visited % accessesBetweenLooks === 0 && performance.now() > deadlineMs)
      return `The time budget of ${budget.timeMs} ms ran out after ${visited} of ${length} operations.`;
    const clock = sessionClocks.get(session[access] as number) ?? new Int32Array(width);
    sessionClocks.set(session[access] as number, clock);
    const version = reads[access] as number;
    if (version !== absent) {
      const source = versions.writer[version] as number;
      if (source !== absent) merge(clock, clockOf(source));
      const overwrites = (write: number): boolean =>
        source === absent || bySession.isIn(source, clockOf(write));
      for (const write of bySession.lastWrites(accesses.key[access] as number, clock)) {
        if (write === source) continue;
        if (overwrites(write)) stale.push({ read: access, newer: write });
        else if (convergence) before.add(write, source);
      }
    }
    if (writes[access] === absent) continue;
    bySession.enter(access, clock);
    clockOf(access).set(clock);
  }
  const circle = order.length < length ? circleOf(length, dependencies, session) : [];
  return { stale, cycle: circle, conflict: conflictOf(accesses, before, stale, circle, convergence) };
}

/** Only where nothing else is wrong: a stale read is a conflict as well, and said better. */
function conflictOf(
  { length, session }: RegisterAccesses,
  before: GrowingEdges,
  stale: readonly StaleRead[],
  circle: readonly number[],
  convergence: boolean,
): readonly number[] {
  return convergence && stale.length === 0 && circle.length === 0 ? circleOf(length, before, session) : [];
}

interface GrowingEdges extends Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
  add(from: number, to: number): void;
}

function growingEdges(start: Pick<GrowingEdges, 'from' | 'to'> = { from: [], to: [] }): GrowingEdges {
  const from = [...start.from];
  const to = [...start.to];
  return {
    from,
    to,
    add(source, target) {
      from.push(source);
      to.push(target);
    },
  };
}

/** From an access to the next one of its session, and to each that read what it wrote. */
function dependenciesOf({ length, session, sessionCount, reads, versions }: RegisterAccesses): GrowingEdges {
  const edges = growingEdges();
  const last = new Int32Array(sessionCount).fill(absent);
  for (let access = 0; access < length; access++) {
    const previous = last[session[access] as number] as number;
    if (previous !== absent) edges.add(previous, access);
    last[session[access] as number] = access;
    const source = reads[access] === absent ? absent : (versions.writer[reads[access] as number] as number);
    // What it wrote itself before is told by the session already.
    const isOwn = source !== absent && source < access && session[source] === session[access];
    if (source !== absent && !isOwn) edges.add(source, access);
  }
  return edges;
}

/** Every access after those it depends on; those in circles, and what depends on them, are left out. */
function sortByDependency(length: number, dependencies: Edges): Int32Array {
  const graph = graphOf(length, dependencies);
  const waiting = new Int32Array(length);
  for (const target of graph.to) waiting[target] = (waiting[target] as number) + 1;
  const order = new Int32Array(length);
  let found = 0;
  for (let access = 0; access < length; access++) if (waiting[access] === 0) order[found++] = access;
  for (let at = 0; at < found; at++) {
    const access = order[at] as number;
    for (let place = graph.start[access] as number; place < (graph.start[access + 1] as number); place++) {
      const target = graph.to[place] as number;
      waiting[target] = (waiting[target] as number) - 1;
      if (waiting[target] === 0) order[found++] = target;
    }
  }
  return order.subarray(0, found);
}

/** The accesses of a circle, or none; of what one session did in turn the first and the last. */
function circleOf(
  length: number,
  { from, to }: Pick<GrowingEdges, 'from' | 'to'>,
  session: Int32Array,
): readonly number[] {
  const lineOf = (edge: number): number => {
    const [begin, end] = [from[edge] as number, to[edge] as number];
    return begin < end && session[begin] === session[end] ? (session[begin] as number) : absent;
  };
  const cycle = findCycle(graphOf(length, { from, to }), lineOf) ?? [];
  const isInTurn = (edge: number, at: number): boolean =>
    lineOf(edge) !== absent && lineOf(edge) === lineOf(cycle.at(at - 1) as number);
  return cycle.filter((edge, at) => !isInTurn(edge, at)).map((edge) => from[edge] as number);
}

function merge(clock: Int32Array, other: Int32Array): void {
  for (let at = 0; at < clock.length; at++)
    if ((other[at] as number) > (clock[at] as number)) clock[at] = other[at] as number;
}
