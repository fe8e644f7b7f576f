// What goes into a node and what comes out: one SQL statement and its outcome, in the terms every front end shares
// (MySQL wire protocol, node-to-node routing, the simulator's clients).

/** A value of a column or parameter. Integers beyond 2^53 are `bigint`, BLOBs `Uint8Array`, everything else as JSON has it. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/**
 * Names one write of one client, so that a repeat of it is applied once. `client` is unique per client; `sequence`
 * counts its writes upwards from 1. Written in SQL as the hint `INSERT /*+ REQUEST_ID('client', 7) *\/ INTO ...`.
 */
export interface RequestId {
  readonly client: string;
  readonly sequence: number;
}

export interface StatementRequest {
  readonly sql: string;
  /** One value for each `?` of `sql`. */
  readonly parameters: readonly SqlValue[];
}

export type ColumnType = 'integer' | 'double' | 'text' | 'blob' | 'null';

export interface ColumnDescription {
  readonly name: string;
  readonly table: string;
  readonly type: ColumnType;
}

export interface RowsOutcome {
  readonly kind: 'rows';
  readonly columns: readonly ColumnDescription[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface WrittenOutcome {
  readonly kind: 'written';
  /** Rows that matched the condition. */
  readonly matchedRows: number;
  /** Rows inserted, deleted or really changed; 2 for a row updated by ON DUPLICATE KEY UPDATE, as MySQL counts. */
  readonly affectedRows: number;
  /** First AUTO_INCREMENT value this statement generated; absent when it generated none. */
  readonly lastInsertId?: number;
}

export interface ErrorOutcome {
  readonly kind: 'error';
  /** MySQL error number, or one of `AnvilErrorCode`. */
  readonly code: number;
  /** Five characters, e.g. `42S02`. */
  readonly sqlState: string;
  readonly message: string;
}

export type StatementOutcome = RowsOutcome | WrittenOutcome | ErrorOutcome;

/** Error numbers beside MySQL's own; SQLSTATE HY000. */
export const AnvilErrorCode = {
  /** No leader could take the statement in time. It was certainly not executed and may be sent again. */
  notExecuted: 9001,
  /** The statement was handed to a leader whose answer never came. It may or may not have been, or yet be, executed. */
  outcomeUnknown: 9002,
  /** `ALTER SYSTEM SWITCH LEADER` did not move the leader, for the reason the message gives. */
  leaderNotSwitched: 9003,
  /** `ALTER SYSTEM SNAPSHOT` left the node as it was. */
  snapshotNotTaken: 9004,
} as const;
