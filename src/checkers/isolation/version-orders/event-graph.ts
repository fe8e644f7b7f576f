// The events of transactions under one order of the versions, and what leads from one to another.

import { absent } from '../../../history/interner.ts';
import type { Memory } from '../memory.ts';
import { createEventEdges, type EventEdges, relation, use } from './event-edges.ts';
import type { Observed } from './observed.ts';
import type { Rules } from './rules.ts';

/** Versions of each key in some order: entries as in `Observed.ofKey`. */
export interface VersionOrder {
  readonly of: Int32Array;
  /** Where each version stands among those of its key. */
  readonly position: Int32Array;
}

export interface EventGraph {
  readonly nodes: number;
  readonly edges: EventEdges;
  /** The transaction of an event; `absent` for one that only carries real time on. */
  transactionOf(node: number): number;
  /** The event at which a transaction did something at a place. */
  at(transaction: number, place: number): number;
  /** The event from which its writes are seen. */
  end(transaction: number): number;
}

/** The event at the end of a transaction, by the event where that is one. */
export function isEnd(graph: EventGraph, node: number): boolean {
  const one = graph.transactionOf(node);
  return one !== absent && graph.end(one) === node;
}

/** Numbers the events. */
function eventsOf({ transactions, happened }: Observed, { shape }: Rules): Omit<EventGraph, 'edges'> {
  const { length, columns, row } = transactions;
  const { start } = columns.transactions;
  const places = shape === 'steps' ? (start.at(-1) as number) : 0;
  const owner = new Int32Array(places).fill(absent);
  if (shape === 'steps') {
    for (let one = 0; one < length; one++) {
      if (happened[one] === 1) owner.fill(one, start[row[one] as number], start[(row[one] as number) + 1]);
    }
  }
  const each = shape === 'split' ? 2 : 1;
  const timed = places + length * each;
  return {
    nodes: timed + length,
    transactionOf: (node) =>
      node < places ? (owner[node] as number) : node < timed ? Math.floor((node - places) / each) : absent,
    at: (one, place) => (shape === 'steps' ? place : one * each),
    end: (one) => places + one * each + each - 1,
  };
}

/**
 * All that the rules ask about, under an order of the versions. Only neighbouring versions are joined: what holds between
 * others follows.
 * @throws {MemoryRanOut}
 */
export function eventGraphOf(
  observed: Observed,
  rules: Rules,
  order: VersionOrder,
  memory: Memory,
): EventGraph {
  const { happened, readStart, readPlace, readVersion, key, writer, place, written, ofKey } = observed;
  const { length } = observed.transactions;
  const events = eventsOf(observed, rules);
  const { at, end } = events;
  const edges = createEventEdges(memory, readVersion.length * 2 + observed.versions + length);
  const { sight } = rules;
  const seen = sight === null ? 0 : use.sight;
  const overwrites = use.order | (sight?.ww === true ? seen : 0);
  for (let one = 0; one < length; one++) {
    if (happened[one] !== 1) continue;
    const updates = (written.start[one + 1] as number) > (written.start[one] as number);
    const missing = rules.misses === 'all' || (rules.misses === 'updates' && updates);
    const misses = missing ? use.order | (sight?.rw === true ? seen : 0) : 0;
    for (let index = readStart[one] as number; index < (readStart[one + 1] as number); index++) {
      const version = readVersion[index] as number;
      const event = at(one, readPlace[index] as number);
      const source = writer[version] as number;
      if (source !== absent) edges.add(end(source), event, relation.wr, use.order | seen);
      const next = (ofKey.start[key[version] as number] as number) + (order.position[version] as number) + 1;
      if (next >= (ofKey.start[(key[version] as number) + 1] as number)) continue;
      const later = order.of[next] as number;
      // Behind its own version there is nothing to miss that does not overwrite it.
      if (writer[later] !== one)
        edges.add(event, end(writer[later] as number), relation.rw, misses, version, later);
    }
    insideOf(observed, rules, one, events, edges, use.order | seen);
  }
  for (let index = 1; index < order.of.length; index++) {
    const [earlier, later] = [order.of[index - 1] as number, order.of[index] as number];
    if (key[earlier] !== key[later] || writer[earlier] === absent) continue;
    const target = writer[later] as number;
    const event = rules.overwriteSees ? at(target, place[later] as number) : end(target);
    edges.add(end(writer[earlier] as number), event, relation.ww, overwrites, earlier, later);
  }
  addOrder(observed, rules, events, edges);
  return { ...events, edges };
}

/** Joins the events of one transaction. */
function insideOf(
  { transactions }: Observed,
  { shape }: Rules,
  one: number,
  { end }: Omit<EventGraph, 'edges'>,
  edges: EventEdges,
  uses: number,
): void {
  const last = end(one);
  if (shape === 'split') edges.add(last - 1, last, relation.inside, uses);
  if (shape !== 'steps') return;
  const { start } = transactions.columns.transactions;
  const at = transactions.row[one] as number;
  const stop = start[at + 1] as number;
  for (let place = start[at] as number; place < stop; place++)
    edges.add(place, place + 1 < stop ? place + 1 : last, relation.inside, uses);
}

/** Adds the order of sessions or of real time, where the rules ask for it. */
export function addOrder(
  { transactions, happened }: Observed,
  { order, sight, shape }: Rules,
  { nodes, end }: Pick<EventGraph, 'nodes' | 'end'>,
  edges: EventEdges,
): void {
  if (order === 'none') return;
  const { columns, invocation, after, length } = transactions;
  const begin = (one: number): number => (shape === 'split' ? end(one) - 1 : end(one));
  const uses = use.order | (sight === null ? 0 : use.sight);
  const gates = nodes - length;
  const last = new Map<number, number>();
  for (let one = 0; one < length; one++) {
    if (order === 'realtime') {
      edges.add(gates + one, begin(one), relation.inside, uses);
      if (one + 1 < length) edges.add(gates + one, gates + one + 1, relation.inside, uses);
    }
    if (happened[one] !== 1) continue;
    if (order === 'realtime') {
      if ((after[one] as number) < length)
        edges.add(end(one), gates + (after[one] as number), relation.realtime, uses);
      continue;
    }
    const process = columns.process[invocation[one] as number] as number;
    const earlier = last.get(process);
    if (earlier !== undefined) edges.add(end(earlier), begin(one), relation.process, uses);
    last.set(process, one);
  }
}
