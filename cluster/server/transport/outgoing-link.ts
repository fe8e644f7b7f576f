// The way to one peer: a connection of our own that only we send messages on. The peer sends empty frames back as signs
// of life; when they stay away the connection is given up at once and dialled anew, several attempts side by side, so
// that a healed network is noticed within a few hundred milliseconds instead of TCP's seconds.

import type { Socket } from 'node:net';
import type { Clock, Logger, NodeName } from '../../env.ts';
import { type DialAttempt, dial, type PeerAddress } from './dial-attempt.ts';
import { transportLimits } from './limits.ts';
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
  send(frame: Buffer): void;
  connected(): boolean;
  droppedMessages(): number;
  close(): void;
}

export function outgoingLink(options: OutgoingLinkOptions): OutgoingLink {
  const { peer, clock, logger } = options;
  const queue = sendQueue();
  const attempts = new Set<DialAttempt>();
  let open: Socket | null = null;
  let flushScheduled = false;
  /** When the first bytes were sent that no sign of life has followed yet. */
  let unansweredSinceMs: number | null = null;
  let nextDialMs = 0;
  let closed = false;
  let refusalLogged = false;

  function flush(): void {
    flushScheduled = false;
    const socket = open;
    if (socket === null) return;
    const nowMs = clock.monotonicMs();
    socket.cork();
    while (socket.writableLength < transportLimits.writingBytes) {
      const frame = queue.shift(nowMs);
      if (frame === null) break;
      socket.write(frame);
      unansweredSinceMs ??= nowMs;
    }
    socket.uncork();
  }

  function lose(socket: Socket): void {
    socket.destroy();
    if (open !== socket) return;
    open = null;
    nextDialMs = 0;
    if (!closed) logger.info('peer-lost', { peer });
  }

  function adopt(socket: Socket): void {
    for (const other of attempts) other.cancel();
    attempts.clear();
    open = socket;
    unansweredSinceMs = null;
    refusalLogged = false;
    logger.info('peer-connected', { peer });
    socket.on('data', () => {
      unansweredSinceMs = null;
    });
    socket.on('drain', flush);
    socket.on('close', () => lose(socket));
    flush();
  }

  function startAttempt(nowMs: number): void {
    nextDialMs = nowMs + transportLimits.dialIntervalMs;
    const attempt: DialAttempt = dial(
      {
        ...options,
        onOpen(socket) {
          attempts.delete(attempt);
          if (open === null && !closed) adopt(socket);
          else socket.destroy();
        },
        onFailure(reason) {
          attempts.delete(attempt);
          if (reason !== 'refused' || refusalLogged) return;
          refusalLogged = true;
          logger.warn('peer-refused', {
            peer,
            hint: 'cluster secret or node names differ, or the peer is too busy',
          });
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
    send(frame) {
      queue.push(frame, clock.monotonicMs());
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
      open?.destroy();
    },
  };
}
