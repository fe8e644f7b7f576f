// Edges between transactions: collected in arrays that double, then sorted by where they begin (compressed sparse rows).

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

export function createEdgeList(expectedLength = 1024): EdgeList {
  let from = new Int32Array(Math.max(16, expectedLength));
  let to = new Int32Array(from.length);
  let labels = new Uint16Array(from.length);
  let length = 0;

  function grow(): void {
    const [oldFrom, oldTo, oldLabels] = [from, to, labels];
    from = new Int32Array(length * 2);
    to = new Int32Array(length * 2);
    labels = new Uint16Array(length * 2);
    from.set(oldFrom);
    to.set(oldTo);
    labels.set(oldLabels);
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
      return { nodes, start, target, label };
    },
  };
}
