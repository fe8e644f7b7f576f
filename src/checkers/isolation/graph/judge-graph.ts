// From a graph of dependencies to the cycles in it: nothing to do where transactions can be taken away one by one; where
// some remain, only those on cycles are searched.

import type { Transactions } from '../transactions.ts';
import { componentsOf } from './components.ts';
import { type CycleFindings, type CycleSearchLimits, findCycles } from './cycle-search.ts';
import { edgeKind, layer, severity } from './edge.ts';
import type { Graph } from './graph.ts';
import { movesFor } from './moves.ts';
import { nodesThatRemain } from './peel.ts';
import { cutOut } from './rest.ts';

/** Every cycle class there is in a graph whose first nodes are the transactions. */
export function cyclesIn(graph: Graph, transactions: Transactions, limits: CycleSearchLimits): CycleFindings {
  const remaining = nodesThatRemain(graph, transactions);
  if (remaining.length === 0) return { cycles: [], undecided: [] };
  const { process } = transactions.columns;
  const processOf = (node: number): number => process[transactions.invocation[node] as number] as number;
  const part = cutOut({ graph, after: transactions.after }, remaining, processOf);
  const everything = movesFor({
    kinds: edgeKind.ww | edgeKind.wr | edgeKind.rw | edgeKind.process,
    claim: severity.g2Item,
    layer: layer.realtime,
  });
  const { component } = componentsOf(part.graph, {
    after: part.after,
    moves: everything,
    nonadjacent: false,
  });
  const onCycles = remaining.filter((_node, local) => component[local] !== -1);
  const timed = cutOut({ graph, after: transactions.after }, onCycles, processOf);
  return findCycles(timed, transactions.length, limits);
}
