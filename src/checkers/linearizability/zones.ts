// Registers whose values are written once each: decided in O(n log n), without search, after Gibbons and Korach,
// "Testing Shared Memories" (SIAM J. Comput. 26(4), 1997), section 4.1, with compare-and-set added.
//
// Each value is written by at most one call, so every read names its writer, and a successful compare-and-set names the
// call it directly follows. Calls therefore fall into *blocks* that every linearization keeps together: a write, the
// reads of its value, a compare-and-set from it, the reads of that value, and so on. Within a block the order is given
// (but for reads of one value among each other). So the history is linearizable iff
//   1. within each block no call that must come later completed before an earlier one was invoked, and
//   2. the blocks can be laid in line. A block's zone runs between its earliest completion and its latest invocation.
//      Where the completion comes first (forward zone), the block must be in effect throughout the zone, and can be in
//      effect there only: clamping each call to the zone keeps the inner order. Where the invocation comes first
//      (backward zone), all its calls overlap, and the block fits at any one instant of the zone. So forward zones must
//      not overlap, and no backward zone may lie within a forward one.
// A call of unknown outcome took effect if something depends on its value; otherwise it can be left out.

import { NEVER } from './call-columns.ts';
import { BEFORE_ALL, type Clusters, emptyClusters, include } from './clusters.ts';
import { type Decision, linearizableDecision, undecidedDecision } from './decision.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';
import { createEvidence } from './zone-evidence.ts';
import { findClash, zoneList } from './zone-order.ts';

/** The call that leaves each value; NONE where nothing does. Null when two do, or one leaves the initial value. */
function writers(calls: RegisterCalls): Int32Array | null {
  const writer = new Int32Array(calls.values.size).fill(NONE);
  for (let call = 0; call < calls.count; call++) {
    const value = calls.gives[call] as number;
    if (value === NONE) continue;
    if (value === 0 || writer[value] !== NONE) return null;
    writer[value] = call;
  }
  return writer;
}

/** Calls that took effect: completed ones, and those of unknown outcome on whose value one of these depends. */
function effective(calls: RegisterCalls, writer: Int32Array): Uint8Array {
  const counts = new Uint8Array(calls.count);
  for (let call = 0; call < calls.count; call++) if (calls.completed[call] !== NEVER) counts[call] = 1;
  for (let call = 0; call < calls.count; call++) {
    if (calls.completed[call] === NEVER) continue;
    for (let need = calls.needs[call] as number; need !== NONE; ) {
      const source = writer[need] as number;
      if (source === NONE || counts[source] === 1) break;
      counts[source] = 1;
      need = calls.needs[source] as number;
    }
  }
  return counts;
}

/** Calls by the values that tie them together. */
export interface Blocks {
  /** The call that leaves each value; NONE where nothing does. */
  readonly writer: Int32Array;
  /** 1 for calls that took effect. */
  readonly counts: Uint8Array;
  readonly clusters: Clusters;
}

/** Decides a register's calls where values are unique. */
export function decideByZones(calls: RegisterCalls): Decision {
  const blocks = blocksOf(calls);
  return 'kind' in blocks ? blocks : decideBlocks(calls, blocks);
}

/** The blocks of a register's calls, or what is known without a look at their order. */
export function blocksOf(calls: RegisterCalls): Blocks | Decision {
  const writer = writers(calls);
  if (writer === null) return undecidedDecision;
  const counts = effective(calls, writer);
  const clusters = emptyClusters(calls.values.size);
  for (let call = 0; call < calls.count; call++) {
    if (counts[call] === 0) continue;
    const need = calls.needs[call] as number;
    const give = calls.gives[call] as number;
    if (need === NONE && give === NONE) continue;
    if (need !== NONE && need !== 0 && writer[need] === NONE) {
      return createEvidence(calls, clusters).unwritten(call);
    }
    if (need !== NONE && give !== NONE) {
      const rival = clusters.next[need] as number;
      if (rival !== NONE) return createEvidence(calls, clusters).rivals(rival, call);
      clusters.next[need] = call;
    }
    include(clusters, give === NONE ? need : give, call, calls);
  }
  return { writer, counts, clusters };
}

/** Decides whether the blocks can be laid in line. */
export function decideBlocks(calls: RegisterCalls, blocks: Blocks): Decision {
  const outcome = layOut(calls, blocks);
  return outcome.kind === 'linearizable' && refusalsMatter(calls) ? undecidedDecision : outcome;
}

/** Whether some refused compare-and-set expected a value that the register ever held. */
function refusalsMatter({ misses, count, gives }: RegisterCalls): boolean {
  if (misses === null) return false;
  const refused = new Set(misses.subarray(0, count));
  return refused.has(0) || gives.subarray(0, count).some((value) => value !== NONE && refused.has(value));
}

/** Follows each block from its first value, checks its inner order and then the zones against each other. */
function layOut(calls: RegisterCalls, { writer, counts, clusters }: Blocks): Decision {
  const forward = zoneList(clusters.next.length);
  const backward = zoneList(clusters.next.length);
  const evidence = createEvidence(calls, clusters);
  let visited = 0;
  for (let head = 0; head < calls.values.size; head++) {
    const first = writer[head] as number;
    if (head !== 0 && (first === NONE || counts[first] === 0 || calls.needs[first] !== NONE)) continue;
    // Along the block: the latest invocation so far, and the earliest completion overall.
    let latest = BEFORE_ALL;
    let earliest = NEVER;
    for (let value = head, source = first; ; ) {
      visited++;
      // Whether a call of this value's cluster completed before its writer, or anything earlier in the block, was invoked.
      const written = source === NONE ? BEFORE_ALL : (calls.invoked[source] as number);
      if ((clusters.earliest[value] as number) < Math.max(written, latest)) {
        return evidence.outOfOrder(head, first, value, source);
      }
      latest = Math.max(latest, clusters.latest[value] as number);
      earliest = Math.min(earliest, clusters.earliest[value] as number);
      source = clusters.next[value] as number;
      if (source === NONE) break;
      value = calls.gives[source] as number;
    }
    if (earliest < latest) forward.add(earliest, latest, head);
    else backward.add(latest, earliest, head);
  }
  if (visited < countValues(calls, writer, counts)) return evidence.circle(counts);
  const clash = findClash(forward.finish(), backward.finish());
  return clash === null ? linearizableDecision : evidence.clash(clash, writer);
}

function countValues(calls: RegisterCalls, writer: Int32Array, counts: Uint8Array): number {
  let found = 1;
  for (let value = 1; value < calls.values.size; value++) {
    const call = writer[value] as number;
    if (call !== NONE && counts[call] === 1) found++;
  }
  return found;
}
