// The seam between replication and storage: the log decides an order of commands, the state machine executes them.
// Deterministic: equal commands in equal order give equal states and outcomes on every replica.

import type { StatementOutcome, StatementRequest } from './statement.ts';

/** What replication needs to know of a statement before it can handle it. */
export type StatementClass =
  /** Answered by the node itself, no data touched (`SELECT 1`, `SET NAMES utf8mb4`). */
  | 'local'
  /** Reads replicated data: needs the leader and its lease. */
  | 'read'
  /** Changes replicated data or schema: goes through the log. */
  | 'write';

export interface StateMachine {
  /** LogID of the last applied command; 0 when empty. */
  readonly appliedLogId: number;
  /** Digest that is equal on two replicas at equal `appliedLogId` exactly when they applied the same history. */
  readonly stateHash: number;
  /** Executes the command with LogID `appliedLogId` + 1. Never throws: a failing statement is an error outcome without effect. */
  apply(logId: number, command: Uint8Array): StatementOutcome;
  /** Executes a `read` on the applied state. Never throws, changes nothing. */
  read(request: StatementRequest): StatementOutcome;
  /** The whole state at `appliedLogId`, self-contained. */
  snapshot(): Uint8Array;
  /**
   * Reads what another node says is a snapshot, and changes nothing; a `restore` of the same bytes may follow. Throws an
   * `Error` with a clear sentence when they are none.
   */
  checkSnapshot(snapshot: Uint8Array): void;
  /** Replaces the state. Throws an `Error` with a clear sentence, state untouched, when the bytes are not a snapshot. */
  restore(snapshot: Uint8Array): void;
}
