// The face of one Anvil node: how it is configured, spoken to and asked about itself. The server wraps this in
// sockets; the simulator calls it directly.

import type { NodeName } from './env.ts';
import type { PeerVersions } from './peering.ts';
import type { StatementOutcome, StatementRequest } from './statement.ts';
import type { VersionRange } from './versions.ts';

/** Knobs of one node, all with defaults in `defaultTimings`. Times in milliseconds of the monotonic clock. */
export interface Timings {
  /** How often a leader renews its lease and tells followers the committed position. */
  readonly heartbeatIntervalMs: number;
  /** How long a follower refuses other candidates after it heard from its leader. */
  readonly leaseMs: number;
  /** Parts per thousand that two monotonic clocks may differ in rate; the leader's view of its lease is shorter by it. */
  readonly clockDriftPerMille: number;
  /** Random extra wait before a candidacy, so that candidates rarely collide. */
  readonly electionJitterMs: number;
  /** How long a node tries to get a statement executed before it answers with an error. */
  readonly statementTimeoutMs: number;
  /** Log entries applied between two snapshots. */
  readonly snapshotIntervalEntries: number;
  /** Log entries kept behind a snapshot for followers that lag a little. */
  readonly snapshotKeepEntries: number;
  /** Most bytes of entries in one append message. */
  readonly appendBatchBytes: number;
  /** Most entries proposed and not yet committed; beyond it statements are refused as not executed. */
  readonly pipelineEntries: number;
  /** Size at which a segment of the log is finished. */
  readonly segmentBytes: number;
  /** Most bytes of a snapshot in one message. */
  readonly snapshotChunkBytes: number;
}

export interface NodeConfiguration {
  readonly name: NodeName;
  /** All voters, this node included: 3 or 5 (1 for a trial). The same list on every node. */
  readonly voters: readonly NodeName[];
  readonly timings: Timings;
  /** The first user, who may do everything; present from the start on every node. */
  readonly rootUser: { readonly name: string; readonly passwordHash: Uint8Array };
}

/** A connected client of this node, already authenticated. */
export interface Session {
  /** Executes one statement; `reply` is called at most once (never, if the node stops first). */
  execute(request: StatementRequest, reply: (outcome: StatementOutcome) => void): void;
  close(): void;
}

export type Role = 'follower' | 'candidate' | 'leader';

/** What a node speaks, reads and writes, see `versions.ts`. */
export interface NodeFormats {
  readonly wire: VersionRange;
  /** `active`: what the cluster has agreed to write. */
  readonly disk: VersionRange & { readonly active: number };
  readonly peers: Readonly<Record<NodeName, PeerVersions>>;
}

export interface NodeStatus {
  readonly node: NodeName;
  readonly role: Role;
  /** `recovering` until the disk is read; `repairing` while a damaged log, or a wiped disk, is being recovered from peers. */
  readonly state: 'recovering' | 'repairing' | 'serving' | 'halted';
  /** Why it halted, repairs, or waits before it can join; empty otherwise. */
  readonly reason: string;
  /** Highest ballot promised. */
  readonly ballot: number;
  /** Leader as this node believes, `null` when it knows none. */
  readonly leader: NodeName | null;
  /** A leader's remaining lease in ms, 0 when it has none. */
  readonly leaseRemainingMs: number;
  readonly log: {
    readonly firstLogId: number;
    readonly lastLogId: number;
    readonly durableLogId: number;
    readonly committedLogId: number;
    readonly appliedLogId: number;
    readonly snapshotLogId: number;
  };
  readonly formats: NodeFormats;
  readonly stateHash: number;
  readonly sessions: number;
}

/** Counters since the start of the process, for `/metrics`. Names are snake_case and end in their unit or `_total`. */
export type NodeCounters = Readonly<Record<string, number>>;

export interface AnvilNode {
  /** Reads the disk and joins the cluster. `ready` comes once the log is read; serving needs a leader on top. */
  start(ready: () => void): void;
  /**
   * `SHA1(SHA1(password))` of a user, as `mysql_native_password` stores it; `null` for an unknown user.
   * Answers from the applied state of this node.
   */
  passwordHash(user: string): Uint8Array | null;
  openSession(user: string): Session;
  status(): NodeStatus;
  counters(): NodeCounters;
}
