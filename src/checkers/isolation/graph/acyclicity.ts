// Is there a cycle at all? Transactions are taken away one after another, each once nothing left comes before it (Kahn,
// "Topological sorting of large networks", CACM 5, 1962). What then remains lies on cycles or behind them. Real time needs
// no edges: a transaction may go once no one that completed before its start is left, which a pointer into the
// completions tells.

import type { Graph } from './graph.ts';

/** Order in real time: entry `t` of `after` is the first transaction that was begun after `t` was over. */
export interface RealTime {
  readonly after: Int32Array;
  /** Transactions that were over, in that order. */
  readonly completed: Int32Array;
}

/** Nodes that cannot be taken away, in order; none where there is no cycle. Nodes from `after.length` on have no time. */
export function nodesOnOrBehindCycles(graph: Graph, { after, completed }: RealTime): Int32Array {
  const { nodes, start, target } = graph;
  const timed = after.length;
  const waitingFor = new Int32Array(nodes);
  for (let edge = 0; edge < target.length; edge++) {
    const to = target[edge] as number;
    waitingFor[to] = (waitingFor[to] as number) + 1;
  }
  const gone = new Uint8Array(nodes);
  const queue = new Int32Array(nodes);
  let head = 0;
  let tail = 0;
  let firstOpen = 0;
  let limit = 0;

  /** Lets transactions start whose predecessors in real time are all gone. */
  function advance(): void {
    while (firstOpen < completed.length && gone[completed[firstOpen] as number] === 1) firstOpen += 1;
    const reached = firstOpen < completed.length ? (after[completed[firstOpen] as number] as number) : timed;
    for (; limit < reached; limit++) if (waitingFor[limit] === 0) queue[tail++] = limit;
  }

  for (let node = timed; node < nodes; node++) if (waitingFor[node] === 0) queue[tail++] = node;
  advance();
  while (head < tail) {
    const node = queue[head++] as number;
    gone[node] = 1;
    const end = start[node + 1] as number;
    for (let edge = start[node] as number; edge < end; edge++) {
      const to = target[edge] as number;
      const left = (waitingFor[to] as number) - 1;
      waitingFor[to] = left;
      if (left === 0 && (to < limit || to >= timed)) queue[tail++] = to;
    }
    if (node < timed && completed[firstOpen] === node) advance();
    else if (head === tail) advance();
  }
  const remaining = new Int32Array(nodes - tail);
  let kept = 0;
  for (let node = 0; node < nodes; node++) if (gone[node] === 0) remaining[kept++] = node;
  return remaining;
}
