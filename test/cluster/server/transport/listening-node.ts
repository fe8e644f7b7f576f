// A transport that listens on loopback and notes what comes and what it logs.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../../../cluster/env.ts';
import type { NodeMessage, WireMessage } from '../../../../cluster/messages.ts';
import { machineClock } from '../../../../cluster/server/clock.ts';
import { transport } from '../../../../cluster/server/transport/transport.ts';

export const secret = 'a secret of the cluster';

export interface TestNode {
  close(): void;
  readonly inbox: WireMessage[];
  readonly events: string[];
  readonly lines: string[];
  readonly port: number;
  send(to: string, message: WireMessage): void;
  until(condition: () => boolean): Promise<void>;
}

/** A node that has one peer; the caller closes it. */
export async function listeningNode(self: string, peer: string, peerPort: number): Promise<TestNode> {
  const inbox: WireMessage[] = [];
  const events: string[] = [];
  const lines: string[] = [];
  let wake = (): void => {};
  const log: Logger['info'] = (event, fields) => {
    events.push(event);
    lines.push(JSON.stringify({ event, ...fields }));
    wake();
  };
  const logger: Logger = { info: log, warn: log, error: log };
  const addresses = new Map([[peer, { host: '127.0.0.1', port: peerPort }]]);
  const made = transport({ self, addresses, secret, clock: machineClock(), logger });
  made.network.onMessage((_, message) => {
    inbox.push(message);
    wake();
  });
  made.server.listen(0, '127.0.0.1');
  await once(made.server, 'listening');
  made.open();
  return {
    close: () => made.close(),
    inbox,
    events,
    lines,
    port: (made.server.address() as AddressInfo).port,
    send: (to, message) => made.network.send(to, message),
    until: async (condition) => {
      while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

/** A message told from others by its number. */
export const message = (round: number): NodeMessage => ({
  kind: 'statement',
  id: round,
  incarnation: 7,
  ballot: 3,
  statement: 'write',
  sql: 'INSERT INTO accounts VALUES (1)',
  parameters: [],
  requestId: null,
});
