// What an invariant of the cluster is: something that must hold after every event, looked at from the host the event
// happened to. Each keeps only what it needs to judge the next event cheaply.

import type { NodeStatus } from '../../../../cluster/anvil.ts';
import type { DurableLog } from './durable-log.ts';

/** One host right after one of its events. */
export interface Observation {
  readonly host: number;
  readonly status: NodeStatus;
  /** Virtual time. */
  readonly nowNs: number;
  /** Virtual time at which the host's lease ends by its own clock; 0 when it holds none. */
  readonly leaseEndNs: number;
  /** CRC-32 of the command this node itself holds at a LogID; `undefined` where it cannot say. */
  readonly commandDigest: (logId: number) => number | undefined;
  /** The ballot that this node leads by; 0 where it does not lead or cannot say. */
  readonly leaderBallot: () => number;
  /** Up to which LogID a leader counts the log of this node as held by a follower; 0 where it does not lead or cannot say. */
  readonly countedLogId: (follower: string) => number;
  /** Strong reads this life of the node has answered. */
  readonly readsServed: () => number;
}

/** How an invariant was broken. */
export interface Finding {
  /** One sentence. */
  readonly message: string;
  /** Indexes of the hosts involved. */
  readonly hosts: readonly number[];
}

/** Whether a host may have lost what its disk held, by no fault of the node: its disk was damaged or emptied. */
export function mayHaveLost(logs: ClusterLogs, isUnread: (host: number) => boolean, host: number): boolean {
  return (
    logs.nonVoting.has(host) || logs.hasDamage(host) || isUnread(host) || logs.damagedHosts().includes(host)
  );
}

export interface Invariant {
  /** Kebab-case; names the violation. */
  readonly name: string;
  /** Judges an event; `null` while all is well. */
  check(observation: Observation): Finding | null;
  /** The process of a host is gone. */
  forget?(host: number): void;
  /** The disk of a host was emptied; `logs.nonVoting` says what it had held. */
  wiped?(host: number): void;
}

/** What was true when a host's disk was emptied. */
export interface WipedLog {
  /** The end of its durable log. */
  readonly lastLogId: number;
  readonly committedLogId: number;
}

/** What the invariants that compare logs share. */
export interface ClusterLogs {
  readonly names: readonly string[];
  /** By host. */
  readonly durable: readonly DurableLog[];
  /** CRC-32 of committed commands by LogID, as far as `committedLogId`. */
  readonly committed: number[];
  /** Highest LogID that was committed and held by a majority's disks when it was. */
  committedLogId: number;
  /** Up to here each host's durable log agrees with what is committed. */
  readonly agreedLogIds: number[];
  /** Changes whenever a durable log or `committedLogId` does. */
  revision: number;
  /** Hosts whose disk was emptied, until they count as members again. */
  readonly nonVoting: Map<number, WipedLog>;
  /** Disks that are, or may be, damaged by the plan. */
  damagedHosts(): readonly number[];
  /** Whether something on this disk is damaged, or will be once the power goes. */
  hasDamage(host: number): boolean;
}
