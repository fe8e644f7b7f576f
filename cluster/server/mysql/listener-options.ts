// What the wire protocol is given to work with: the node, bounds, and someone to tell what happens.

import type { AnvilNode } from '../../anvil.ts';
import type { Clock } from '../../env.ts';
import type { ErrorOutcome, StatementOutcome } from '../../statement.ts';

/** What a client may take at most. */
export interface WireLimits {
  readonly connections: number;
  /** Longest command. A longer one is refused with error 1153. */
  readonly packetBytes: number;
  /** Time to log in. */
  readonly loginTimeoutMs: number;
  readonly preparedStatements: number;
}

export const defaultWireLimits: WireLimits = {
  connections: 1024,
  packetBytes: 16 << 20,
  loginTimeoutMs: 10_000,
  preparedStatements: 16_382,
};

/** Told what happens on the wire, for metrics. Never told who or what: no user, no statement. */
export interface WireObserver {
  onConnections(open: number): void;
  /** Called as a statement begins (`kind`: query, execute, use, field-list); the function returned, as it ends. */
  onStatement(kind: string): (outcome: StatementOutcome) => void;
  /** An error answer that came from no statement. */
  onError(code: number): void;
  /** A connection closed with an error. */
  onRefusal(code: number): void;
}

export interface ListenerOptions {
  readonly node: AnvilNode;
  readonly limits: WireLimits;
  readonly clock: Clock;
  readonly observer: WireObserver;
  /** As clients see it; begins with the MySQL version whose protocol is spoken. */
  readonly serverVersion: string;
  /** How many `?` a statement has, or why it is none. */
  readonly countParameters: (sql: string) => number | ErrorOutcome;
}
