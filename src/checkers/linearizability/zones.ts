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

import { NEVER } from './calls.ts';
import { NONE, type RegisterCalls } from './register-calls.ts';

/** A verdict, or `not-unique` when some value has two writers and zones cannot decide. */
export type ZonesOutcome =
  | { readonly kind: 'linearizable' }
  | { readonly kind: 'not-unique' }
  | {
      readonly kind: 'violation';
      readonly reason: string;
      /** Positions in the history (of invocations or completions) that show it. */
      readonly positions: readonly number[];
    };

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
  const pending: number[] = [];
  const mark = (call: number): void => {
    if (counts[call] === 1) return;
    counts[call] = 1;
    pending.push(call);
  };
  for (let call = 0; call < calls.count; call++) if (calls.completed[call] !== NEVER) mark(call);
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    const need = calls.needs[call] as number;
    const source = need === NONE ? NONE : (writer[need] as number);
    if (source !== NONE) mark(source);
  }
  return counts;
}

interface Clusters {
  /** Per value: latest invocation, earliest completion of its writer and readers, and the calls they belong to. */
  readonly latest: Int32Array;
  readonly earliest: Int32Array;
  readonly latestCall: Int32Array;
  readonly earliestCall: Int32Array;
  /** Per value: the effective compare-and-set that follows it, or NONE. */
  readonly next: Int32Array;
}

const BEFORE_ALL = -2;

/** Decides a register's calls where values are unique. */
export function decideByZones(calls: RegisterCalls): ZonesOutcome {
  const writer = writers(calls);
  if (writer === null) return { kind: 'not-unique' };
  const counts = effective(calls, writer);
  const show = (value: number): string => JSON.stringify(calls.values.valueOf(value));
  const clusters = emptyClusters(calls.values.size);
  // The initial value is written before everything.
  clusters.latest[0] = BEFORE_ALL;
  clusters.earliest[0] = BEFORE_ALL + 1;
  for (let call = 0; call < calls.count; call++) {
    if (counts[call] === 0) continue;
    const need = calls.needs[call] as number;
    const give = calls.gives[call] as number;
    if (need !== NONE && need !== 0 && writer[need] === NONE) {
      const reason = `${show(need)} was found, and nothing wrote it`;
      return { kind: 'violation', reason, positions: ends(calls, [call]) };
    }
    if (need !== NONE && give !== NONE) {
      const rival = clusters.next[need] as number;
      if (rival !== NONE) {
        const reason = `two compare-and-sets succeeded from ${show(need)}, which was written once`;
        return { kind: 'violation', reason, positions: ends(calls, [rival, call]) };
      }
      clusters.next[need] = call;
    }
    include(clusters, give === NONE ? need : give, call, calls);
  }
  return layOut(calls, writer, counts, clusters);
}

function emptyClusters(size: number): Clusters {
  return {
    latest: new Int32Array(size).fill(BEFORE_ALL),
    earliest: new Int32Array(size).fill(NEVER),
    latestCall: new Int32Array(size).fill(NONE),
    earliestCall: new Int32Array(size).fill(NONE),
    next: new Int32Array(size).fill(NONE),
  };
}

function include(clusters: Clusters, value: number, call: number, calls: RegisterCalls): void {
  const invoked = calls.invoked[call] as number;
  const completed = calls.completed[call] as number;
  if (invoked > (clusters.latest[value] as number)) {
    clusters.latest[value] = invoked;
    clusters.latestCall[value] = call;
  }
  if (completed < (clusters.earliest[value] as number)) {
    clusters.earliest[value] = completed;
    clusters.earliestCall[value] = call;
  }
}

/** Positions of invocation and completion of these calls, as far as there are any. */
function ends(calls: RegisterCalls, list: readonly number[]): readonly number[] {
  const positions = new Set<number>();
  for (const call of list) {
    if (call === NONE) continue;
    positions.add(calls.invoked[call] as number);
    if (calls.completed[call] !== NEVER) positions.add(calls.completed[call] as number);
  }
  return [...positions].sort((a, b) => a - b);
}

interface Zone {
  readonly start: number;
  readonly end: number;
  /** Value that heads the block, and the calls that make its zone. */
  readonly head: number;
  readonly calls: readonly number[];
}

/** Follows each block from its first value, checks its inner order and then the zones against each other. */
function layOut(
  calls: RegisterCalls,
  writer: Int32Array,
  counts: Uint8Array,
  clusters: Clusters,
): ZonesOutcome {
  const show = (value: number): string => JSON.stringify(calls.values.valueOf(value));
  const forward: Zone[] = [];
  const backward: Zone[] = [];
  let visited = 0;
  for (let head = 0; head < calls.values.size; head++) {
    const first = writer[head] as number;
    if (head !== 0 && (first === NONE || counts[first] === 0 || calls.needs[first] !== NONE)) continue;
    // Along the block: the latest invocation so far, and the earliest completion overall.
    let latest = BEFORE_ALL;
    let latestCall = NONE;
    let earliest = NEVER;
    let earliestCall = NONE;
    for (let value = head, source = first; ; ) {
      visited++;
      const late = lateReader(calls, clusters, value, source, latest);
      if (late) {
        const blame = source !== NONE && (calls.invoked[source] as number) > latest ? source : latestCall;
        const reason = `${show(value)} was found before ${blame === source ? 'it was written' : 'what must precede it was invoked'}`;
        return {
          kind: 'violation',
          reason,
          positions: ends(calls, [blame, clusters.earliestCall[value] as number]),
        };
      }
      if ((clusters.latest[value] as number) > latest) {
        latest = clusters.latest[value] as number;
        latestCall = clusters.latestCall[value] as number;
      }
      if ((clusters.earliest[value] as number) < earliest) {
        earliest = clusters.earliest[value] as number;
        earliestCall = clusters.earliestCall[value] as number;
      }
      source = clusters.next[value] as number;
      if (source === NONE) break;
      value = calls.gives[source] as number;
    }
    const shown = [first, earliestCall, latestCall];
    if (earliest < latest) forward.push({ start: earliest, end: latest, head, calls: shown });
    else backward.push({ start: latest, end: earliest, head, calls: shown });
  }
  if (visited < countValues(calls, writer, counts)) return circle(calls, counts);
  return compareZones(calls, forward, backward, show);
}

/** Whether a call of this value's cluster completed before its writer, or anything earlier in the block, was invoked. */
function lateReader(
  calls: RegisterCalls,
  clusters: Clusters,
  value: number,
  source: number,
  latest: number,
): boolean {
  const written = source === NONE ? BEFORE_ALL : (calls.invoked[source] as number);
  return (clusters.earliest[value] as number) < Math.max(written, latest);
}

function countValues(calls: RegisterCalls, writer: Int32Array, counts: Uint8Array): number {
  let found = 1;
  for (let value = 1; value < calls.values.size; value++) {
    const call = writer[value] as number;
    if (call !== NONE && counts[call] === 1) found++;
  }
  return found;
}

/** Compare-and-sets that each need the other's value: no first one. */
function circle(calls: RegisterCalls, counts: Uint8Array): ZonesOutcome {
  const members: number[] = [];
  for (let call = 0; call < calls.count && members.length < 8; call++) {
    if (counts[call] === 1 && calls.needs[call] !== NONE && calls.gives[call] !== NONE) members.push(call);
  }
  const reason = 'compare-and-sets depend on each other in a circle: none of them can be the first';
  return { kind: 'violation', reason, positions: ends(calls, members) };
}

function compareZones(
  calls: RegisterCalls,
  forward: Zone[],
  backward: readonly Zone[],
  show: (value: number) => string,
): ZonesOutcome {
  forward.sort((a, b) => a.start - b.start);
  const clash = (a: Zone, b: Zone): ZonesOutcome => ({
    kind: 'violation',
    reason: `neither of ${show(a.head)} and ${show(b.head)} can have been written entirely before the other`,
    positions: ends(calls, [...a.calls, ...b.calls]),
  });
  for (let i = 1; i < forward.length; i++) {
    const [a, b] = [forward[i - 1] as Zone, forward[i] as Zone];
    if (b.start < a.end) return clash(a, b);
  }
  for (const zone of backward) {
    // The last forward zone that starts before this one.
    let low = 0;
    let high = forward.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((forward[middle] as Zone).start < zone.start) low = middle + 1;
      else high = middle;
    }
    const outer = forward[low - 1];
    if (outer !== undefined && zone.end < outer.end) return clash(outer, zone);
  }
  return { kind: 'linearizable' };
}
