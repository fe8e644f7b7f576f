// Everything one node ever says to another. Plain data (numbers, strings, byte arrays, bigint in SQL values), so that a
// transport can carry it in any encoding. Each message may be lost, repeated or overtaken; every receiver copes.

import type { RequestId, SqlValue, StatementOutcome } from './statement.ts';
import type { VersionRange } from './versions.ts';

/** The end of a log: the ballot its last entry was proposed under, then its LogID. (0, 0) for an empty log. */
export interface LogPosition {
  readonly ballot: number;
  readonly logId: number;
}

/** One decided or proposed command. An empty command is the no-op a new leader starts with. */
export interface LogEntry {
  readonly logId: number;
  readonly ballot: number;
  readonly command: Uint8Array;
}

/** Asks, without changing anything, whether a candidacy would succeed. */
export interface PreVoteMessage {
  readonly kind: 'pre-vote';
  /** The ballot the candidate would use. */
  readonly ballot: number;
  readonly last: LogPosition;
}

export interface PreVoteReplyMessage {
  readonly kind: 'pre-vote-reply';
  readonly ballot: number;
  readonly granted: boolean;
  /** Highest ballot the sender has promised. */
  readonly promised: number;
}

/** Phase 1a of Paxos: asks for a promise. */
export interface PrepareMessage {
  readonly kind: 'prepare';
  readonly ballot: number;
  readonly last: LogPosition;
  /** Ballot whose leader handed over to the sender, and its lease with it; 0 in an election of the usual kind. */
  readonly released: number;
}

/** Asks, from an empty disk, whether the cluster has lived. */
export interface BootstrapAskMessage {
  readonly kind: 'bootstrap-ask';
  /** The number the sender asks by. */
  readonly own: number;
}

export interface BootstrapReplyMessage {
  readonly kind: 'bootstrap-reply';
  /** Echo of the number asked by. */
  readonly asked: number;
  /** The number the sender itself asks by; 0 when it has been a member. */
  readonly own: number;
  /** `null`: the sender has never been a member. Else the bootstrapMembers' numbers, as far as it knows them. */
  readonly bootstrapMembers: Readonly<Record<string, number>> | null;
}

/** The leader of `ballot` has given up its lease, for ever, so that the receiver may lead. */
export interface HandOverMessage {
  readonly kind: 'hand-over';
  readonly ballot: number;
  /** The end of its log, all of which the receiver holds. */
  readonly last: LogPosition;
}

/** The receiver of a hand-over will not lead. */
export interface HandOverRefusedMessage {
  readonly kind: 'hand-over-refused';
  readonly ballot: number;
  /** To follow the sender's name. */
  readonly reason: string;
}

/** Phase 1b: sent only after the promise is on disk. */
export interface PromiseMessage {
  readonly kind: 'promise';
  readonly ballot: number;
  readonly granted: boolean;
  readonly promised: number;
}

/** Phase 2a for a run of entries; without entries it is a heartbeat. Always asks for the lease. */
export interface AppendMessage {
  readonly kind: 'append';
  readonly ballot: number;
  /** Heartbeat round in force when it was sent; the leader knows when that round began. */
  readonly round: number;
  /** The entry just before `entries`, which the receiver must hold. */
  readonly previous: LogPosition;
  readonly entries: readonly LogEntry[];
  readonly committedLogId: number;
  /** Answers a receiver that was damaged; `null` for one that is whole. */
  readonly recovery: RecoveryMark | null;
}

/**
 * How far the leader's log reached when it learned that the receiver, in this life, may lack what it acknowledged. For one
 * whose disk was wiped: an entry proposed after that, and committed by a majority of the others.
 */
export interface RecoveryMark {
  readonly life: number;
  readonly logId: number;
}

/** Phase 2b, cumulative. Sent only once everything up to `matchedLogId` is on disk. */
export interface AppendReplyMessage {
  readonly kind: 'append-reply';
  readonly ballot: number;
  /** Echo: the sender granted the lease for this round. 0 grants nothing. */
  readonly round: number;
  readonly accepted: boolean;
  /** Echo of the message's `previous.logId`; 0 when this is no direct answer but follows a sync. */
  readonly previousLogId: number;
  /** Last LogID known equal to the leader's log and durable here; when not accepted, where the leader might try next. */
  readonly matchedLogId: number;
  readonly promised: number;
  /** True while the sender has lost its state and needs a snapshot, whatever its log holds. */
  readonly needsSnapshot: boolean;
  /** Number of the sender's life while it may lack what it once acknowledged; 0 when it is whole. */
  readonly recoveryLife: number;
  /** True while the sender, whose disk was wiped, must not count: it grants nothing, and its log is no copy yet. */
  readonly nonVoting: boolean;
}

/** A piece of the leader's snapshot, for a follower whose next entry the leader no longer has. */
export interface SnapshotChunkMessage {
  readonly kind: 'snapshot-chunk';
  readonly ballot: number;
  readonly round: number;
  /** Position the snapshot stands for. */
  readonly position: LogPosition;
  readonly offsetBytes: number;
  readonly totalBytes: number;
  readonly crc: number;
  readonly bytes: Uint8Array;
}

export interface SnapshotReplyMessage {
  readonly kind: 'snapshot-reply';
  readonly ballot: number;
  readonly round: number;
  readonly logId: number;
  /** Bytes received without a gap; `totalBytes` once installed and durable. */
  readonly receivedBytes: number;
  readonly installed: boolean;
  readonly promised: number;
  /** As in an append reply. */
  readonly nonVoting: boolean;
}

/** What is asked of a leader. `switch-leader` has the name of the node as its only parameter. */
export type RoutedStatement = 'read' | 'write' | 'switch-leader';

/** A client's statement on its way to the leader. */
export interface StatementMessage {
  readonly kind: 'statement';
  /** Unique per sending process; echoed by the reply. */
  readonly id: number;
  /** Random number of the sending process, so that a reply to its predecessor is not taken for its own. */
  readonly incarnation: number;
  /** The ballot the receiver leads by, as the sender knows; a receiver that leads by another one refuses. */
  readonly ballot: number;
  readonly statement: RoutedStatement;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Always present for a write. */
  readonly requestId: RequestId | null;
}

/**
 * `done`: executed, with its outcome. `refused`: certainly neither executed nor proposed by this try. `unknown`: it was
 * proposed and the sender can no longer say what becomes of it.
 */
export type StatementResult =
  | { readonly status: 'done'; readonly outcome: StatementOutcome }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unknown'; readonly reason: string };

export interface StatementReplyMessage {
  readonly kind: 'statement-reply';
  readonly id: number;
  readonly incarnation: number;
  readonly result: StatementResult;
}

/** What a node speaks and reads. The same in every version of the wire, now and later. */
export interface HelloMessage {
  readonly kind: 'hello';
  readonly wire: VersionRange;
  readonly disk: VersionRange;
  /** The disk format that the sender has seen the cluster agree on. */
  readonly active: number;
  /** True when the sender wants to hear the same of the receiver. */
  readonly asks: boolean;
}

/** A message in a version of the wire behind the first. */
export interface VersionedMessage {
  readonly kind: 'versioned';
  readonly version: number;
  readonly body: NodeMessage;
}

/** Whatever travels between nodes. */
export type WireMessage = NodeMessage | HelloMessage | VersionedMessage;

export type NodeMessage =
  | PreVoteMessage
  | PreVoteReplyMessage
  | PrepareMessage
  | PromiseMessage
  | BootstrapAskMessage
  | BootstrapReplyMessage
  | HandOverMessage
  | HandOverRefusedMessage
  | AppendMessage
  | AppendReplyMessage
  | SnapshotChunkMessage
  | SnapshotReplyMessage
  | StatementMessage
  | StatementReplyMessage;
