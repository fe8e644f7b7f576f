// One try to reach a peer: connect, answer its challenge, check its proof. Ends in an open connection or in nothing.

import { connect, type Socket } from 'node:net';
import type { NodeName } from '../../env.ts';
import { type FrameReader, FrameTooLarge, frame, frameReader } from './frames.ts';
import { transportLimits } from './limits.ts';
import {
  challengeBytes,
  type Encounter,
  greetedVersion,
  greeting,
  maxHandshakeFrameBytes,
  newChallenge,
  proofOf,
  provesSecret,
} from './proof.ts';
import { type SealedChannel, sealBytes, sealedChannel } from './seal.ts';

export interface PeerAddress {
  readonly host: string;
  readonly port: number;
}

/** A connection on which both sides have proven themselves. */
export interface ProvenConnection {
  readonly socket: Socket;
  readonly channel: SealedChannel;
  /** Holds what has arrived behind the handshake. */
  readonly frames: FrameReader;
}

/**
 * Why an attempt ended: the network was silent, a proof failed, or the peer greeted in another version of the protocol.
 */
export type DialFailure =
  | { readonly kind: 'unreachable' | 'refused' }
  | { readonly kind: 'other-version'; readonly version: number };

export interface DialOptions {
  readonly self: NodeName;
  readonly peer: NodeName;
  readonly address: PeerAddress;
  readonly secret: string;
  /** Both sides have proven themselves. The receiver owns the socket from here on. */
  readonly onOpen: (connection: ProvenConnection) => void;
  /** Called once if the attempt ends before. */
  readonly onFailure: (failure: DialFailure) => void;
}

export interface DialAttempt {
  /** The peer's system has accepted the connection, but the peer has not answered yet. */
  connected(): boolean;
  readonly startedMs: number;
  cancel(): void;
}

export function dial(options: DialOptions, nowMs: number): DialAttempt {
  const { self, peer, address, secret } = options;
  const socket = connect({ host: address.host, port: address.port, noDelay: true });
  const frames = frameReader(maxHandshakeFrameBytes);
  let encounter: Encounter | null = null;
  let connected = false;
  let over = false;
  const timer = setTimeout(() => fail({ kind: 'unreachable' }), transportLimits.attemptMs);

  function finish(): boolean {
    if (over) return false;
    over = true;
    clearTimeout(timer);
    socket.removeAllListeners('data');
    return true;
  }

  function fail(failure: DialFailure): void {
    if (!finish()) return;
    socket.destroy();
    options.onFailure(failure);
  }

  function answerChallenge(payload: Buffer): void {
    const challenge = payload.subarray(greeting.length);
    if (challenge.length !== challengeBytes || !payload.subarray(0, greeting.length).equals(greeting)) {
      const version = greetedVersion(payload);
      const another = version !== null && !payload.subarray(0, greeting.length).equals(greeting);
      return fail(another ? { kind: 'other-version', version } : { kind: 'refused' });
    }
    encounter = {
      dialer: self,
      acceptor: peer,
      dialerChallenge: newChallenge(),
      acceptorChallenge: challenge,
    };
    const proof = proofOf(secret, 'dialer', encounter);
    socket.write(frame(encounter.dialerChallenge, proof, Buffer.from(self)));
  }

  function receive(chunk: Buffer): void {
    frames.append(chunk);
    for (let payload = frames.next(); payload !== null && !over; payload = frames.next()) {
      if (encounter === null) answerChallenge(payload);
      else if (!provesSecret(payload, secret, 'acceptor', encounter)) fail({ kind: 'refused' });
      else if (finish()) {
        frames.setLimit(sealBytes);
        const channel = sealedChannel(secret, 'dialer', encounter);
        options.onOpen({ socket, channel, frames });
      }
    }
  }

  socket.on('connect', () => {
    connected = true;
  });
  socket.on('data', (chunk) => {
    try {
      receive(chunk);
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error;
      fail({ kind: 'refused' });
    }
  });
  socket.on('error', () => fail({ kind: 'unreachable' }));
  socket.on('close', () => fail({ kind: encounter === null ? 'unreachable' : 'refused' }));

  return { connected: () => connected, startedMs: nowMs, cancel: () => void (finish() && socket.destroy()) };
}
