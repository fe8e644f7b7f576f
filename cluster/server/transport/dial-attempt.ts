// One try to reach a peer: connect, answer its challenge, check its proof. Ends in an open connection or in nothing.

import { connect, type Socket } from 'node:net';
import type { NodeName } from '../../env.ts';
import { FrameTooLarge, frame, frameReader } from './frames.ts';
import { transportLimits } from './limits.ts';
import {
  challengeBytes,
  type Encounter,
  greeting,
  maxHandshakeFrameBytes,
  newChallenge,
  proofOf,
  provesSecret,
} from './proof.ts';

export interface PeerAddress {
  readonly host: string;
  readonly port: number;
}

export interface DialOptions {
  readonly self: NodeName;
  readonly peer: NodeName;
  readonly address: PeerAddress;
  readonly secret: string;
  /** Both sides have proven themselves. The receiver owns the socket from here on. */
  readonly onOpen: (socket: Socket) => void;
  /** Called once if the attempt ends before. `reason` tells a failed proof from a silent network. */
  readonly onFailure: (reason: 'unreachable' | 'refused') => void;
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
  const timer = setTimeout(() => fail('unreachable'), transportLimits.attemptMs);

  function finish(): boolean {
    if (over) return false;
    over = true;
    clearTimeout(timer);
    socket.removeAllListeners('data');
    return true;
  }

  function fail(reason: 'unreachable' | 'refused'): void {
    if (!finish()) return;
    socket.destroy();
    options.onFailure(reason);
  }

  function answerChallenge(payload: Buffer): void {
    const challenge = payload.subarray(greeting.length);
    if (challenge.length !== challengeBytes || !payload.subarray(0, greeting.length).equals(greeting))
      return fail('refused');
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
      else if (!provesSecret(payload, secret, 'acceptor', encounter)) fail('refused');
      else if (finish()) options.onOpen(socket);
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
      fail('refused');
    }
  });
  socket.on('error', () => fail('unreachable'));
  socket.on('close', () => fail(encounter === null ? 'unreachable' : 'refused'));

  return { connected: () => connected, startedMs: nowMs, cancel: () => void (finish() && socket.destroy()) };
}
