// Reads all keys once: every anomaly that shows within one key, and the dependencies between transactions (Adya's ww, wr
// and rw; inferred from lists as by Kingsbury and Alvaro, "Elle", VLDB 2020).
//
// A transaction of unknown outcome counts as having happened: if nothing of it was seen, nothing comes after it, and it
// can lie on no cycle. Its reads say nothing, and neither do those of a failed one.

import { absent } from '../../../history/interner.ts';
import { microKind } from '../../../history/transactions.ts';
import type { Findings } from '../anomaly.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import { edgeKind, edgeLabel } from '../graph/edge.ts';
import { createEdgeList, type EdgeList } from '../graph/graph.ts';
import { createUnseen } from '../graph/unseen.ts';
import { type Memory, withRoom } from '../memory.ts';
import { outcome, type Transactions } from '../transactions.ts';
import { createReadChecks } from './reads.ts';
import { versionOrders } from './version-order.ts';

export interface ListDependencies {
  readonly edges: EdgeList;
  /** Transactions, and nodes that only carry edges on. */
  readonly nodes: number;
  /** For each key the slot of its longest read, or `absent`: its version order, for explanations. */
  readonly longest: Int32Array;
}

const WW = edgeLabel(edgeKind.ww);
const WR = edgeLabel(edgeKind.wr);
const RW = edgeLabel(edgeKind.rw);

/** @throws {NotTransactions} where the history cannot be judged @throws {MemoryRanOut} */
export function dependenciesOf(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  findings: Findings,
  memory: Memory,
): ListDependencies {
  const { outcome: outcomes, columns } = transactions;
  const { kind } = columns.transactions;
  const { start, operation, transaction } = byKey;
  const edges = createEdgeList(memory, operation.length);
  const orders = versionOrders(transactions, byKey, memory);
  const { order, position } = orders;
  const reads = createReadChecks(transactions, byKey, orders, findings, memory);
  const unseen = createUnseen(edges, transactions.length);
  const longest = new Int32Array(columns.keys.length).fill(absent);
  /** For each position the next append that counts, a slot: what overwrote the version of that length. */
  let nextWriter = new Int32Array(0);

  const isAborted = (slot: number): boolean => outcomes[transaction[slot] as number] === outcome.aborted;

  /** Links each version to the next, and knows the overwriter of each. @returns the last writer that counts */
  function linkVersions(): number {
    const what = `the overwriters of a list of ${order.length} elements`;
    nextWriter = withRoom(memory, nextWriter, order.length + 1, what);
    let last = absent;
    let waiting = 0;
    for (let index = 0; index < order.length; index++) {
      const slot = order.slots[index] as number;
      if (slot === absent || isAborted(slot)) continue;
      const writer = transaction[slot] as number;
      if (last !== absent && last !== writer) edges.add(last, writer, WW);
      last = writer;
      for (; waiting <= index; waiting++) nextWriter[waiting] = writer;
    }
    for (; waiting <= order.length; waiting++) nextWriter[waiting] = absent;
    return last;
  }

  /** Who wrote what a read found, and who overwrote it. */
  function linkRead(slot: number): void {
    const version = reads.versionOf(slot);
    const reader = transaction[slot] as number;
    if (version.writer !== absent) {
      const writer = transaction[version.writer] as number;
      // Its own version is its own write, which has its place already.
      if (writer === reader) return;
      if (!isAborted(version.writer)) edges.add(writer, reader, WR);
    }
    if (version.length === absent) return;
    const overwriter = nextWriter[version.length] as number;
    if (overwriter === absent) unseen.addReader(reader);
    else if (overwriter !== reader) edges.add(reader, overwriter, RW);
  }

  for (let key = 0; key < columns.keys.length; key++) {
    const to = start[key + 1] as number;
    if (to === start[key]) continue;
    orders.take(key);
    longest[key] = order.longestSlot;
    reads.begin();
    const last = linkVersions();
    unseen.begin();
    for (let slot = start[key] as number; slot < to; ) {
      const owner = transaction[slot] as number;
      let end = slot + 1;
      while (end < to && transaction[end] === owner) end += 1;
      const happened = outcomes[owner] as number;
      for (let one = slot; one < end; one++) {
        if (kind[operation[one] as number] === microKind.append) {
          if (position[one] !== absent || happened === outcome.aborted) continue;
          unseen.addWriter(owner);
          if (last !== absent && last !== owner) edges.add(last, owner, WW);
        } else if (happened === outcome.committed) linkRead(one);
      }
      if (end - slot > 1) {
        if (happened === outcome.committed) reads.withinTransaction(slot, end);
        if (happened !== outcome.aborted) reads.ownAppends(slot, end);
      }
      slot = end;
    }
    unseen.link();
  }
  return { edges, nodes: unseen.nodes(), longest };
}
