// What session guarantees demand of the order of a register's versions, as edges of a graph: the guarantee holds when
// some order of the versions of each key obeys all of them, which is when there is no cycle.

import { absent } from '../history/interner.ts';
import type { RegisterAccesses } from './register-accesses.ts';

/** Why one version must come before another. The first three hold in any case. */
export const constraint = {
  first: 0,
  replaced: 1,
  realTime: 2,
  monotonicWrites: 3,
  readYourWrites: 4,
  monotonicReads: 5,
  writesFollowReads: 6,
} as const;

/** Nodes are the versions, then nodes that only bundle edges. */
export interface Constraints {
  readonly nodeCount: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** One of `constraint`. */
  readonly kind: readonly number[];
  /** The access that demands it, and the earlier one of its session where there is one. */
  readonly access: readonly number[];
  readonly before: readonly number[];
}

interface Session {
  lastWrite: number;
  lastWriteAccess: number;
  lastRead: number;
  lastReadAccess: number;
  /** Node behind everything the session has read of the key. */
  readPast: number;
}

/** @param realTimeWrites writes that did not overlap keep their order */
export function constraintsOf(accesses: RegisterAccesses, realTimeWrites: boolean): Constraints {
  const { versions, key, keyCount, session, reads, writes } = accesses;
  const found = { from: [], to: [], kind: [], access: [], before: [] } as {
    [Column in 'from' | 'to' | 'kind' | 'access' | 'before']: number[];
  };
  let nodeCount = versions.count;
  const add = (kind: number, from: number, to: number, access: number, before: number): void => {
    if (from === to) return;
    found.from.push(from);
    found.to.push(to);
    found.kind.push(kind);
    found.access.push(access);
    found.before.push(before);
  };
  const sessions = new Map<number, Session>();
  for (let access = 0; access < accesses.length; access++) {
    const id = (session[access] as number) * keyCount + (key[access] as number);
    let own = sessions.get(id);
    if (own === undefined) {
      own = {
        lastWrite: absent,
        lastWriteAccess: absent,
        lastRead: absent,
        lastReadAccess: absent,
        readPast: absent,
      };
      sessions.set(id, own);
    }
    const read = reads[access] as number;
    const written = writes[access] as number;
    if (read !== absent) {
      if (own.lastWrite !== absent)
        add(constraint.readYourWrites, own.lastWrite, read, access, own.lastWriteAccess);
      if (own.lastRead !== absent)
        add(constraint.monotonicReads, own.lastRead, read, access, own.lastReadAccess);
      if (read !== own.lastRead) {
        const past = nodeCount++;
        add(constraint.writesFollowReads, read, past, access, access);
        if (own.readPast !== absent)
          add(constraint.writesFollowReads, own.readPast, past, access, own.lastReadAccess);
        own.readPast = past;
      }
      own.lastRead = read;
      own.lastReadAccess = access;
    }
    if (written === absent) continue;
    add(constraint.first, key[access] as number, written, access, absent);
    if (read !== absent) add(constraint.replaced, read, written, access, access);
    if (own.lastWrite !== absent)
      add(constraint.monotonicWrites, own.lastWrite, written, access, own.lastWriteAccess);
    if (own.readPast !== absent)
      add(constraint.writesFollowReads, own.readPast, written, access, own.lastReadAccess);
    own.lastWrite = written;
    own.lastWriteAccess = access;
  }
  if (realTimeWrites) nodeCount = addRealTime(accesses, nodeCount, add);
  return { nodeCount, ...found };
}

/** A chain of nodes per key, one for each write that ended; a write that begins comes after the last of them. */
function addRealTime(
  { length, invocation, completion, key, keyCount, writes }: RegisterAccesses,
  firstNode: number,
  add: (kind: number, from: number, to: number, access: number, before: number) => void,
): number {
  let nodeCount = firstNode;
  const ended: { readonly row: number; readonly access: number }[] = [];
  for (let access = 0; access < length; access++)
    if (writes[access] !== absent && completion[access] !== absent)
      ended.push({ row: completion[access] as number, access });
  ended.sort((a, b) => a.row - b.row);
  const barrier = new Int32Array(keyCount).fill(absent);
  const lastEnded = new Int32Array(keyCount).fill(absent);
  let next = 0;
  for (let access = 0; access < length; access++) {
    if (writes[access] === absent) continue;
    for (; next < ended.length && (ended[next]?.row as number) < (invocation[access] as number); next++) {
      const earlier = ended[next]?.access as number;
      const of = key[earlier] as number;
      const node = nodeCount++;
      add(constraint.realTime, writes[earlier] as number, node, earlier, earlier);
      if (barrier[of] !== absent) add(constraint.realTime, barrier[of] as number, node, earlier, earlier);
      barrier[of] = node;
      lastEnded[of] = earlier;
    }
    const of = key[access] as number;
    if (barrier[of] !== absent)
      add(
        constraint.realTime,
        barrier[of] as number,
        writes[access] as number,
        access,
        lastEnded[of] as number,
      );
  }
  return nodeCount;
}
