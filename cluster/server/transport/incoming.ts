// Connections that peers dialled: nothing is believed before the dialer has proven that it knows the cluster secret and
// is one of the voters; from then on its messages are handed up. A stranger is refused, and logged without what it sent.

import { createServer, type Server, type Socket } from 'node:net';
import type { Logger, NodeName } from '../../env.ts';
import type { WireMessage } from '../../messages.ts';
import { decodeMessage } from './codec.ts';
import { emptyFrame, frame, frameReader } from './frames.ts';
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

export interface IncomingOptions {
  readonly self: NodeName;
  readonly peers: ReadonlySet<NodeName>;
  readonly secret: string;
  readonly logger: Logger;
  readonly receive: (from: NodeName, message: WireMessage) => void;
}

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

/** Answers with signs of life, at most one per interval, as long as something arrives. */
function signsOfLife(socket: Socket): () => void {
  let timer: NodeJS.Timeout | null = null;
  let lastMs = 0;
  const sign = (): void => {
    timer = null;
    lastMs = performance.now();
    socket.write(emptyFrame);
  };
  socket.on('close', () => timer !== null && clearTimeout(timer));
  return () => {
    timer ??= setTimeout(sign, Math.max(0, lastMs + transportLimits.lifeSignIntervalMs - performance.now()));
  };
}

function serve(socket: Socket, options: IncomingOptions, onProven: (peer: NodeName) => void): void {
  const { logger, secret } = options;
  const frames = frameReader(maxHandshakeFrameBytes);
  const acceptorChallenge = newChallenge();
  const signLife = signsOfLife(socket);
  let peer: NodeName | null = null;
  const timer = setTimeout(() => refuse('it did not prove itself in time'), transportLimits.attemptMs);

  function refuse(reason: string): void {
    logger.warn('stranger-refused', { address: socket.remoteAddress ?? 'unknown', reason });
    socket.destroy();
  }

  function admit(payload: Buffer): void {
    const encounter = readProof(payload, acceptorChallenge, options);
    if (encounter === null) return refuse('it does not know the cluster secret or is not one of the voters');
    clearTimeout(timer);
    peer = encounter.dialer;
    frames.setLimit(transportLimits.frameBytes);
    socket.write(frame(proofOf(secret, 'acceptor', encounter)));
    onProven(peer);
  }

  function take(payload: Buffer): void {
    if (peer === null) return admit(payload);
    if (payload.length === 0) return;
    let message: WireMessage;
    try {
      message = decodeMessage(payload);
    } catch {
      logger.error('peer-unreadable', { peer });
      socket.destroy();
      return;
    }
    options.receive(peer, message);
  }

  socket.on('data', (chunk) => {
    if (peer !== null) signLife();
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
    if (strangers.size >= transportLimits.strangers) {
      socket.destroy();
      return;
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
