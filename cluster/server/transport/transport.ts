// The network of a real node: one connection to each peer for what we send, one from each for what we receive.

import type { Server } from 'node:net';
import type { Clock, Logger, Network, NodeName } from '../../env.ts';
import type { WireMessage } from '../../messages.ts';
import { encodeMessage } from './codec.ts';
import type { PeerAddress } from './dial-attempt.ts';
import { incomingServer } from './incoming.ts';
import { transportLimits } from './limits.ts';
import { type OutgoingLink, outgoingLink } from './outgoing-link.ts';

export interface TransportOptions {
  readonly self: NodeName;
  /** Every voter by name; this node's own entry is not dialled. */
  readonly addresses: ReadonlyMap<NodeName, PeerAddress>;
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Transport {
  readonly network: Network;
  /** For peers; the caller lets it listen. */
  readonly server: Server;
  /** Begins to dial the peers. */
  open(): void;
  counters(): Readonly<Record<string, number>>;
  close(): void;
}

export function transport(options: TransportOptions): Transport {
  const { self, logger } = options;
  const others = [...options.addresses].filter(([peer]) => peer !== self);
  const links = new Map<NodeName, OutgoingLink>();
  let receive: (from: NodeName, message: WireMessage) => void = () => {};
  let sent = 0;
  let received = 0;
  let oversized = 0;

  const incoming = incomingServer({
    ...options,
    peers: new Set(others.map(([peer]) => peer)),
    receive(from, message) {
      received += 1;
      receive(from, message);
    },
  });

  function send(to: NodeName, message: WireMessage): void {
    sent += 1;
    if (to === self) {
      setImmediate(() => receive(self, message));
      return;
    }
    const payload = encodeMessage(message);
    if (payload.length <= transportLimits.frameBytes) return links.get(to)?.send(payload);
    oversized += 1;
    logger.error('message-too-long', { to, kind: message.kind, bytes: payload.length });
  }

  return {
    network: {
      send,
      onMessage(handler) {
        receive = handler;
      },
    },
    server: incoming.server,
    open() {
      for (const [peer, address] of others) links.set(peer, outgoingLink({ ...options, peer, address }));
    },
    counters() {
      const all = [...links.values()];
      const dropped = all.reduce((sum, link) => sum + link.droppedMessages(), oversized);
      return {
        node_messages_sent_total: sent,
        node_messages_received_total: received,
        node_messages_dropped_total: dropped,
        node_peers_connected: all.filter((link) => link.connected()).length,
      };
    },
    close() {
      for (const link of links.values()) link.close();
      incoming.destroyAll();
      incoming.server.close();
    },
  };
}
