// Who reaches whom, for some hundreds of nodes: a bit for each pair. Nodes are numbered in the order in which they were
// begun, so that most edges lead to higher numbers and one pass from the last node to the first settles nearly all.

export interface Closure {
  /** Starts again without edges. */
  begin(): void;
  add(from: number, to: number): void;
  /** Follows the edges to the end, with real time as further edges if wanted. */
  close(realtime: boolean): void;
  reaches(from: number, to: number): boolean;
}

/** @param after for each node the first one begun after it was over */
export function createClosure(nodes: number, after: Int32Array): Closure {
  const words = (nodes + 31) >>> 5;
  const bits = new Int32Array(nodes * words);
  /** Row `i`: the nodes from `i` on and all that they reach. */
  const suffix = new Int32Array((nodes + 1) * words);
  let targets: number[][] = [];

  /** Joins a row into another. @returns whether that changed it */
  function join(into: Int32Array, row: number, from: Int32Array, other: number): boolean {
    let changed = 0;
    for (let word = 0; word < words; word++) {
      const old = into[row * words + word] as number;
      const joined = old | (from[other * words + word] as number);
      changed |= joined ^ old;
      into[row * words + word] = joined;
    }
    return changed !== 0;
  }

  function set(into: Int32Array, row: number, node: number): boolean {
    const word = row * words + (node >>> 5);
    const old = into[word] as number;
    into[word] = old | (1 << (node & 31));
    return into[word] !== old;
  }

  return {
    begin() {
      bits.fill(0);
      suffix.fill(0);
      targets = Array.from({ length: nodes }, () => []);
    },
    add(from, to) {
      targets[from]?.push(to);
    },
    close(realtime) {
      for (let changed = true; changed; ) {
        changed = false;
        for (let node = nodes - 1; node >= 0; node--) {
          for (const to of targets[node] ?? []) {
            if (set(bits, node, to)) changed = true;
            if (join(bits, node, bits, to)) changed = true;
          }
          if (!realtime) continue;
          if (join(bits, node, suffix, after[node] as number)) changed = true;
          if (set(suffix, node, node)) changed = true;
          if (join(suffix, node, bits, node)) changed = true;
          if (join(suffix, node, suffix, node + 1)) changed = true;
        }
      }
    },
    reaches: (from, to) => (((bits[from * words + (to >>> 5)] as number) >>> (to & 31)) & 1) === 1,
  };
}
