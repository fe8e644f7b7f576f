// The way to one peer: a connection of our own that only we send messages on. The peer sends sealed frames of nothing
// back as signs of life; when they stay away the connection is given up at once and dialled anew, several attempts side by side, so
// that a healed network is noticed within a few hundred milliseconds instead of TCP's seconds.

import type { Clock, Logger, NodeName } from '../../env.ts';
import {
  type DialAttempt,
  type DialFailure,
  dial,
  type PeerAddress,
  type ProvenConnection,
} from './dial-attempt.ts';
import { FrameTooLarge, frame } from './frames.ts';
import { transportLimits } from './limits.ts';
import { greeting } from './proof.ts';
import { sendQueue } from './send-queue.ts';

export interface OutgoingLinkOptions {
  readonly self: NodeName;
  readonly peer: NodeName;
  readonly address: PeerAddress;
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OutgoingLink {
  /** @param payload must not change afterwards */
  send(payload: Uint8Array): void;
  connected(): boolean;
  droppedMessages(): number;
  close(): void;
}

export function outgoingLink(options: OutgoingLinkOptions): OutgoingLink {
  const { peer, clock, logger } = options;
  const queue = sendQueue();
  const attempts = new Set<DialAttempt>();
  let open: ProvenConnection | null = null;
  let flushScheduled = false;
  /** When the first bytes were sent that no sign of life has followed yet. */
  let unansweredSinceMs: number | null = null;
  let nextDialMs = 0;
  let closed = false;
  let refusalLogged = false;

  /** The next messages, framed; `null` when there are none. */
  function takeTogether(nowMs: number): Buffer | null {
    const frames: Buffer[] = [];
    let bytes = 0;
    while (bytes < transportLimits.sealedTogetherBytes) {
      const payload = queue.shift(
        nowMs,
        bytes === 0 ? Infinity : transportLimits.sealedTogetherBytes - bytes,
      );
      if (payload === null) break;
      frames.push(frame(payload));
      bytes += payload.length;
    }
    const [first, second] = frames;
    if (first === undefined) return null;
    return second === undefined ? first : Buffer.concat(frames);
  }

  function flush(): void {
    flushScheduled = false;
    if (open === null) return;
    const { socket, channel } = open;
    const nowMs = clock.monotonicMs();
    socket.cork();
    while (socket.writableLength < transportLimits.writingBytes) {
      const together = takeTogether(nowMs);
      if (together === null) break;
      socket.write(channel.seal(together));
      unansweredSinceMs ??= nowMs;
    }
    socket.uncork();
  }

  function lose(connection: ProvenConnection): void {
    connection.socket.destroy();
    if (open !== connection) return;
    open = null;
    nextDialMs = 0;
    if (!closed) logger.info('peer-lost', { peer });
  }

  /** All that a peer sends back are signs of life, sealed. Whoever sends anything else is not the peer. */
  function takeSigns({ frames, channel }: ProvenConnection, chunk: Buffer): boolean {
    frames.append(chunk);
    for (let sealed = frames.next(); sealed !== null; sealed = frames.next()) {
      if (channel.open(sealed)?.length !== 0) return false;
      unansweredSinceMs = null;
    }
    return true;
  }

  function takeSignsOrLose(connection: ProvenConnection, chunk: Buffer): void {
    try {
      if (takeSigns(connection, chunk)) return;
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error;
    }
    logger.error('peer-frame-forged', { peer });
    lose(connection);
  }

  function adopt(connection: ProvenConnection): void {
    const { socket } = connection;
    for (const other of attempts) other.cancel();
    attempts.clear();
    open = connection;
    unansweredSinceMs = null;
    refusalLogged = false;
    logger.info('peer-connected', { peer });
    socket.on('data', (chunk) => takeSignsOrLose(connection, chunk));
    socket.on('drain', flush);
    socket.on('close', () => lose(connection));
    takeSignsOrLose(connection, Buffer.alloc(0));
    flush();
  }

  function startAttempt(nowMs: number): void {
    nextDialMs = nowMs + transportLimits.dialIntervalMs;
    const attempt: DialAttempt = dial(
      {
        ...options,
        onOpen(connection) {
          attempts.delete(attempt);
          if (open === null && !closed) adopt(connection);
          else connection.socket.destroy();
        },
        onFailure(failure) {
          attempts.delete(attempt);
          if (failure.kind === 'unreachable' || refusalLogged) return;
          refusalLogged = true;
          logger.warn('peer-refused', { peer, hint: hintOf(peer, failure) });
        },
      },
      nowMs,
    );
    attempts.add(attempt);
  }

  /** Looks after the link: gives up a silent connection, dials where there is none. */
  function tend(): void {
    const nowMs = clock.monotonicMs();
    const silent = unansweredSinceMs !== null && nowMs - unansweredSinceMs > transportLimits.silenceMs;
    if (open !== null && silent) lose(open);
    if (open !== null || nowMs < nextDialMs || attempts.size >= transportLimits.attempts) return;
    const patient = [...attempts].some(
      (attempt) => attempt.connected() && nowMs - attempt.startedMs < transportLimits.proofPatienceMs,
    );
    if (!patient) startAttempt(nowMs);
  }

  const timer = setInterval(tend, transportLimits.lifeSignIntervalMs);
  tend();

  return {
    send(payload) {
      queue.push(payload, clock.monotonicMs());
      if (flushScheduled || open === null) return;
      flushScheduled = true;
      process.nextTick(flush);
    },
    connected: () => open !== null,
    droppedMessages: () => queue.droppedMessages(),
    close() {
      closed = true;
      clearInterval(timer);
      for (const attempt of attempts) attempt.cancel();
      open?.socket.destroy();
    },
  };
}

/** What to do about a refusal, in one sentence. */
function hintOf(peer: NodeName, failure: DialFailure): string {
  if (failure.kind !== 'other-version') return 'cluster secret or node names differ, or the peer is too busy';
  const own = greeting.toString();
  return `${peer} speaks anvil-node/${failure.version} and this build speaks ${own}, which seals what is sent: stop all nodes and start each with a build of one version; their data stays as it is`;
}
