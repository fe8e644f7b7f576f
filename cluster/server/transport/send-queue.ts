// Messages that wait for one peer. Datagram manners: bounded, the oldest go first, and what has waited too long is
// dropped, because the protocol above repeats what matters.

import { transportLimits } from './limits.ts';

export interface SendQueue {
  push(frame: Buffer, nowMs: number): void;
  /** The oldest frame still worth sending, or `null`. */
  shift(nowMs: number): Buffer | null;
  droppedMessages(): number;
}

interface Waiting {
  readonly frame: Buffer;
  readonly sinceMs: number;
}

export function sendQueue(): SendQueue {
  let waiting: Waiting[] = [];
  /** Index of the oldest: shifting an array of thousands moves them all. */
  let head = 0;
  let bytes = 0;
  let dropped = 0;

  function take(): Waiting | undefined {
    const oldest = waiting[head];
    if (oldest === undefined) return undefined;
    head += 1;
    bytes -= oldest.frame.length;
    if (head === waiting.length) {
      waiting = [];
      head = 0;
    } else if (head >= transportLimits.queuedMessages) {
      waiting = waiting.slice(head);
      head = 0;
    }
    return oldest;
  }

  return {
    push(frame, nowMs) {
      waiting.push({ frame, sinceMs: nowMs });
      bytes += frame.length;
      const { queuedMessages, queuedBytes } = transportLimits;
      while (waiting.length - head > queuedMessages || (bytes > queuedBytes && waiting.length - head > 1)) {
        take();
        dropped += 1;
      }
    },
    shift(nowMs) {
      for (let oldest = take(); oldest !== undefined; oldest = take()) {
        if (nowMs - oldest.sinceMs <= transportLimits.queuedMs) return oldest.frame;
        dropped += 1;
      }
      return null;
    },
    droppedMessages: () => dropped,
  };
}
