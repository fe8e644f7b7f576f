// Connections that peers dialled: nothing is believed before the dialer has proven that it knows the cluster secret and
// is one of the voters; from then on its messages are handed up. A stranger is refused, and logged without what it sent.

import { createServer, type Server, type Socket } from 'node:net';
import type { Logger, NodeName } from '../../env.ts';
import type { WireMessage } from '../../messages.ts';
import { decodeMessage } from './codec.ts';
import { frame, frameHeaderBytes, frameReader, payloadsIn } from './frames.ts';
import { transportLimits } from './limits.ts';
import {
  challengeBytes,
  type Encounter,
  greeting,
  maxHandshakeFrameBytes,
  newChallenge,
  proofBytes,
  proofOf,
  provesSecret,
} from './proof.ts';
import { type SealedChannel, sealBytes, sealedChannel } from './seal.ts';

export interface IncomingOptions {
  readonly self: NodeName;
  readonly peers: ReadonlySet<NodeName>;
  readonly secret: string;
  readonly logger: Logger;
  readonly receive: (from: NodeName, message: WireMessage) => void;
}

/** The messages that were sealed together, as far as they are any; then `null`. */
function* messagesIn(opened: Buffer): Generator<WireMessage | null> {
  const payloads = payloadsIn(opened);
  if (payloads === null) return yield null;
  for (const payload of payloads) {
    let message: WireMessage | null = null;
    try {
      message = decodeMessage(payload);
    } catch {
      // Whoever asked is told by the `null`.
    }
    yield message;
    if (message === null) return;
  }
}

/** What framing and sealing add to the longest message. */
const sealedOverheadBytes = frameHeaderBytes + sealBytes;
const nothing = new Uint8Array(0);

/** Reads the dialer's challenge, proof and name; `null` when they prove nothing. */
function readProof(payload: Buffer, acceptorChallenge: Buffer, options: IncomingOptions): Encounter | null {
  const proofEnd = challengeBytes + proofBytes;
  const dialer = payload.toString('utf8', proofEnd);
  if (payload.length <= proofEnd || !options.peers.has(dialer)) return null;
  const dialerChallenge = payload.subarray(0, challengeBytes);
  const encounter = { dialer, acceptor: options.self, dialerChallenge, acceptorChallenge };
  const proof = payload.subarray(challengeBytes, proofEnd);
  return provesSecret(proof, options.secret, 'dialer', encounter) ? encounter : null;
}

/** Answers with signs of life, which are sealed frames of nothing, at most one per interval as long as something arrives. */
function signsOfLife(socket: Socket, channel: SealedChannel): () => void {
  let timer: NodeJS.Timeout | null = null;
  let lastMs = 0;
  const sign = (): void => {
    timer = null;
    lastMs = performance.now();
    socket.write(channel.seal(nothing));
  };
  socket.on('close', () => timer !== null && clearTimeout(timer));
  return () => {
    timer ??= setTimeout(sign, Math.max(0, lastMs + transportLimits.lifeSignIntervalMs - performance.now()));
  };
}

/** A dialer that has proven itself. */
interface Proven {
  readonly peer: NodeName;
  readonly channel: SealedChannel;
  readonly signLife: () => void;
}

function serve(socket: Socket, options: IncomingOptions, onProven: (peer: NodeName) => void): void {
  const { logger, secret } = options;
  const frames = frameReader(maxHandshakeFrameBytes);
  const acceptorChallenge = newChallenge();
  let proven: Proven | null = null;
  const timer = setTimeout(() => refuse('it did not prove itself in time'), transportLimits.attemptMs);

  function refuse(reason: string): void {
    logger.warn('stranger-refused', { address: socket.remoteAddress ?? 'unknown', reason });
    socket.destroy();
  }

  function admit(payload: Buffer): void {
    const encounter = readProof(payload, acceptorChallenge, options);
    if (encounter === null) return refuse('it does not know the cluster secret or is not one of the voters');
    clearTimeout(timer);
    const peer = encounter.dialer;
    const channel = sealedChannel(secret, 'acceptor', encounter);
    proven = { peer, channel, signLife: signsOfLife(socket, channel) };
    frames.setLimit(transportLimits.frameBytes + sealedOverheadBytes);
    socket.write(frame(proofOf(secret, 'acceptor', encounter)));
    onProven(peer);
  }

  /** The peer sent what no node sends, or somebody between the two did: nothing more is read of this connection. */
  function giveUp(peer: NodeName, event: 'peer-unreadable' | 'peer-frame-forged'): void {
    logger.error(event, { peer, address: socket.remoteAddress ?? 'unknown' });
    socket.destroy();
  }

  function take(payload: Buffer): void {
    if (proven === null) return admit(payload);
    const { peer, channel, signLife } = proven;
    const opened = channel.open(payload);
    if (opened === null) return giveUp(peer, 'peer-frame-forged');
    signLife();
    for (const message of messagesIn(opened)) {
      if (message === null) return giveUp(peer, 'peer-unreadable');
      options.receive(peer, message);
    }
  }

  socket.on('data', (chunk) => {
    frames.append(chunk);
    for (let payload = nextFrame(); payload !== null && !socket.destroyed; payload = nextFrame())
      take(payload);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(timer));

  function nextFrame(): Buffer | null {
    try {
      return frames.next();
    } catch {
      refuse('it sent a frame that is too long');
      return null;
    }
  }

  socket.write(frame(greeting, acceptorChallenge));
}

/** Makes the server for peers; the caller lets it listen. Its connections end when `destroyAll` is called. */
export function incomingServer(options: IncomingOptions): { server: Server; destroyAll: () => void } {
  const strangers = new Set<Socket>();
  const proven = new Map<NodeName, Set<Socket>>([...options.peers].map((peer) => [peer, new Set<Socket>()]));

  function keep(peer: NodeName, socket: Socket): void {
    const sockets = proven.get(peer) ?? new Set();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const [oldest] = sockets;
    if (sockets.size > transportLimits.incomingPerPeer) oldest?.destroy();
  }

  const server = createServer({ noDelay: true }, (socket) => {
    // The oldest goes: a node proves itself within a round trip, and whoever only holds places does not keep it out.
    const [oldest] = strangers;
    if (oldest !== undefined && strangers.size >= transportLimits.strangers) {
      strangers.delete(oldest);
      oldest.destroy();
    }
    strangers.add(socket);
    socket.on('close', () => strangers.delete(socket));
    serve(socket, options, (peer) => {
      strangers.delete(socket);
      keep(peer, socket);
    });
  });

  const destroyAll = (): void => {
    for (const socket of [...strangers, ...[...proven.values()].flatMap((sockets) => [...sockets])])
      socket.destroy();
  };
  return { server, destroyAll };
}
