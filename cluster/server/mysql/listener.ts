// Accepts MySQL clients on one port, up to a bound, and gives each its own connection.

import { createServer, type Server } from 'node:net';
import type { AnvilNode } from '../../anvil.ts';
import type { ErrorOutcome, StatementOutcome } from '../../statement.ts';
import { serveConnection, type WireLimits } from './connection.ts';
import { packetWriter } from './packet-writer.ts';
import { WireError } from './protocol.ts';
import { writeError } from './responses.ts';

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
  readonly observer: WireObserver;
  /** As clients see it; begins with the MySQL version whose protocol is spoken. */
  readonly serverVersion: string;
  /** How many `?` a statement has, or why it is none. */
  readonly countParameters: (sql: string) => number | ErrorOutcome;
}

export const defaultWireLimits: WireLimits = {
  connections: 1024,
  packetBytes: 16 << 20,
  loginTimeoutMs: 10_000,
  preparedStatements: 16_382,
};

/** Makes the server; the caller lets it listen and closes it. */
export function mysqlListener(options: ListenerOptions): Server {
  let open = 0;
  let nextConnectionId = 1;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    if (open >= options.limits.connections) {
      const writer = packetWriter();
      writer.startAnswer(0);
      writeError(
        writer,
        WireError.tooManyConnections.code,
        WireError.tooManyConnections.sqlState,
        'Too many connections',
      );
      options.observer.onRefusal(WireError.tooManyConnections.code);
      socket.on('error', () => socket.destroy());
      socket.end(writer.takeAnswer(), () => socket.destroy());
      return;
    }
    open += 1;
    options.observer.onConnections(open);
    socket.on('close', () => {
      open -= 1;
      options.observer.onConnections(open);
    });
    serveConnection(socket, nextConnectionId, options);
    nextConnectionId = nextConnectionId >= 0xff_ff_ff_ff ? 1 : nextConnectionId + 1;
  });
  return server;
}
