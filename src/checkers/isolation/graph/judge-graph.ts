// From a graph of dependencies to the cycles in it: nothing to do where transactions can be taken away one by one; where
// some remain, only those on cycles are searched.

import type { Memory } from '../memory.ts';
import type { Transactions } from '../transactions.ts';
import { nodesOnOrBehindCycles } from './acyclicity.ts';
import { componentsOf } from './components.ts';
import { type CycleFindings, type CycleSearchLimits, findCycles } from './cycle-search.ts';
import { cyclicCoreOf } from './cyclic-core.ts';
import { edgeKind, layer, severity } from './edge.ts';
import { edgeFilterFor } from './edge-filter.ts';
import { bytesOfGraph, type Graph } from './graph.ts';

const NUMBER = Int32Array.BYTES_PER_ELEMENT;

/** Every cycle class there is in a graph whose first nodes are the transactions. @throws {MemoryRanOut} */
export function cyclesIn(
  graph: Graph,
  transactions: Transactions,
  limits: CycleSearchLimits,
  memory: Memory,
): CycleFindings {
  const remaining = memory.during(
    graph.nodes * (3 * NUMBER + 1),
    `the search for cycles among ${graph.nodes} transactions`,
    () => nodesOnOrBehindCycles(graph, transactions),
  );
  if (remaining.length === 0) return { cycles: [], undecided: [] };
  const { process } = transactions.columns;
  const processOf = (node: number): number => process[transactions.invocation[node] as number] as number;
  memory.hold(
    2 * remaining.length * NUMBER,
    `the list of ${remaining.length} transactions that cycles may hold`,
  );
  const part = cyclicCoreOf({ graph, after: transactions.after }, remaining, processOf, memory);
  const everything = edgeFilterFor({
    kinds: edgeKind.ww | edgeKind.wr | edgeKind.rw | edgeKind.process,
    claim: severity.g2Item,
    layer: layer.realtime,
  });
  const { component } = componentsOf(
    part.graph,
    { after: part.after, filter: everything, nonadjacent: false },
    memory,
  );
  const onCycles = remaining.filter((_node, local) => component[local] !== -1);
  memory.release(bytesOfGraph(part.graph.nodes, part.graph.target.length));
  const timed = cyclicCoreOf({ graph, after: transactions.after }, onCycles, processOf, memory);
  return findCycles(timed, transactions.length, limits, memory);
}
