// Appends that no read shows came after everything that was read, and writes of a register after the nothing of its
// beginning. Everyone who read that missed each of them: readers times writers, which must not become that many edges. Many of them are joined by a binary
// tree of nodes that are no transactions; a reader that is a writer too is joined to all branches but its own.

import { edgeKind, edgeLabel } from './edge.ts';
import type { EdgeList } from './graph.ts';

/** Collects the readers of one version of a key and the writers of all that came after it. */
export interface Unseen {
  begin(): void;
  addReader(transaction: number): void;
  /** In ascending order; the same one again is left out. */
  addWriter(transaction: number): void;
  /** Adds the edges from the readers to the writers. */
  link(): void;
  /** Number of nodes there are by now. */
  nodes(): number;
}

const RW = edgeLabel(edgeKind.rw);
const VIA = edgeLabel(edgeKind.via);
/** As many pairs are linked directly. */
const DIRECT_PAIRS = 64;

export function createUnseen(edges: EdgeList, transactions: number): Unseen {
  let nodes = transactions;
  const readers: number[] = [];
  const writers: number[] = [];

  function linkDirectly(): void {
    for (const reader of readers) {
      for (const writer of writers) if (reader !== writer) edges.add(reader, writer, RW);
    }
  }

  /** Node `i` of the tree has the children `2i` and `2i + 1`; leaf `size + j` is writer `j`. */
  function linkByTree(): void {
    const size = writers.length;
    const base = nodes;
    nodes += size;
    const nodeOf = (place: number): number =>
      place < size ? base + place : (writers[place - size] as number);
    for (let place = 1; place < size; place++) {
      edges.add(nodeOf(place), nodeOf(place * 2), VIA);
      edges.add(nodeOf(place), nodeOf(place * 2 + 1), VIA);
    }
    const placeOf = new Map(writers.map((writer, index) => [writer, size + index]));
    for (const reader of readers) {
      const own = placeOf.get(reader);
      if (own === undefined) edges.add(reader, nodeOf(1), RW);
      for (let place = own ?? 1; place > 1; place >>= 1) edges.add(reader, nodeOf(place ^ 1), RW);
    }
  }

  return {
    begin() {
      readers.length = 0;
      writers.length = 0;
    },
    addReader(transaction) {
      if (readers.at(-1) !== transaction) readers.push(transaction);
    },
    addWriter(transaction) {
      if (writers.at(-1) !== transaction) writers.push(transaction);
    },
    link() {
      if (readers.length === 0 || writers.length === 0) return;
      if (writers.length === 1 || readers.length * writers.length <= DIRECT_PAIRS) linkDirectly();
      else linkByTree();
    },
    nodes: () => nodes,
  };
}
