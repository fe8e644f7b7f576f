// Messages that wait for one peer. Datagram manners: bounded, the oldest go first, and what has waited too long is
// dropped, because the protocol above repeats what matters.

import { transportLimits } from './limits.ts';

export interface SendQueue {
  push(payload: Uint8Array, nowMs: number): void;
  /** The oldest payload still worth sending; `null` where there is none, or it has more than `bytesMax`. */
  shift(nowMs: number, bytesMax?: number): Uint8Array | null;
  droppedMessages(): number;
}

interface Waiting {
  readonly payload: Uint8Array;
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
    bytes -= oldest.payload.length;
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
    push(payload, nowMs) {
      waiting.push({ payload, sinceMs: nowMs });
      bytes += payload.length;
      const { queuedMessages, queuedBytes } = transportLimits;
      while (waiting.length - head > queuedMessages || (bytes > queuedBytes && waiting.length - head > 1)) {
        take();
        dropped += 1;
      }
    },
    shift(nowMs, bytesMax = Infinity) {
      if ((waiting[head]?.payload.length ?? 0) > bytesMax) return null;
      for (let oldest = take(); oldest !== undefined; oldest = take()) {
        if (nowMs - oldest.sinceMs <= transportLimits.queuedMs) return oldest.payload;
        dropped += 1;
      }
      return null;
    },
    droppedMessages: () => dropped,
  };
}
