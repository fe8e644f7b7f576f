// Edges between transactions: collected in arrays that double, then sorted by where they begin (compressed sparse rows).

import type { Memory } from '../memory.ts';

/** The edges of node `v` are the entries `start[v]` to `start[v + 1]`. */
export interface Graph {
  readonly nodes: number;
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly label: Uint16Array;
}

/** Edges in the order in which they were found. */
export interface EdgeList {
  add(from: number, to: number, label: number): void;
  readonly length: number;
  /** Sorts them by their first node. The list must not be used afterwards. */
  toGraph(nodes: number): Graph;
}

/** Bytes of an edge in the list. */
const LISTED = 2 * Int32Array.BYTES_PER_ELEMENT + Uint16Array.BYTES_PER_ELEMENT;
const WHAT = 'edges between transactions';

/** @throws {MemoryRanOut} as do all that add edges, and `toGraph` */
export function createEdgeList(memory: Memory, expectedLength = 1024): EdgeList {
  const room = Math.max(16, expectedLength);
  memory.hold(room * LISTED, `room for ${room} ${WHAT}`);
  let from = new Int32Array(room);
  let to = new Int32Array(from.length);
  let labels = new Uint16Array(from.length);
  let length = 0;

  function grow(): void {
    const [oldFrom, oldTo, oldLabels] = [from, to, labels];
    memory.hold(length * 2 * LISTED, `room for ${length * 2} ${WHAT}`);
    from = new Int32Array(length * 2);
    to = new Int32Array(length * 2);
    labels = new Uint16Array(length * 2);
    from.set(oldFrom);
    to.set(oldTo);
    labels.set(oldLabels);
    memory.release(length * LISTED);
  }

  return {
    get length() {
      return length;
    },
    add(source, target, label) {
      if (length === from.length) grow();
      from[length] = source;
      to[length] = target;
      labels[length] = label;
      length += 1;
    },
    toGraph(nodes) {
      memory.hold(bytesOfGraph(nodes, length), `a graph of ${nodes} transactions and ${length} edges`);
      const start = new Int32Array(nodes + 1);
      for (let edge = 0; edge < length; edge++) {
        const slot = (from[edge] as number) + 1;
        start[slot] = (start[slot] as number) + 1;
      }
      for (let node = 0; node < nodes; node++)
        start[node + 1] = (start[node + 1] as number) + (start[node] as number);
      const next = start.slice(0, nodes);
      const target = new Int32Array(length);
      const label = new Uint16Array(length);
      for (let edge = 0; edge < length; edge++) {
        const source = from[edge] as number;
        const slot = next[source] as number;
        next[source] = slot + 1;
        target[slot] = to[edge] as number;
        label[slot] = labels[edge] as number;
      }
      memory.release(from.length * LISTED);
      from = new Int32Array(0);
      to = from;
      labels = new Uint16Array(0);
      return { nodes, start, target, label };
    },
  };
}

/** What a graph takes, and one more number a node while it is made. */
export function bytesOfGraph(nodes: number, edges: number): number {
  const { BYTES_PER_ELEMENT: number } = Int32Array;
  return (nodes * 2 + 1) * number + edges * (number + Uint16Array.BYTES_PER_ELEMENT);
}
