// Messages on a TCP stream between nodes: four bytes of length (big-endian), then the payload. Behind the handshake a
// payload is sealed, and holds messages framed in the same way: what is sent together is sealed together.

import { byteQueue } from '../byte-queue.ts';

export const frameHeaderBytes = 4;

export interface FrameReader {
  append(chunk: Buffer): void;
  /** The next payload, a view that stays valid; `null` while incomplete. Throws {@link FrameTooLarge}. */
  next(): Buffer | null;
  /** A stranger may send little, a node that has proven itself much more. */
  setLimit(maxPayloadBytes: number): void;
}

/** The other side announces a longer frame than it may send. */
export class FrameTooLarge extends Error {
  constructor(announcedBytes: number, limitBytes: number) {
    super(`a frame of ${announcedBytes} bytes, where at most ${limitBytes} are allowed`);
    this.name = 'FrameTooLarge';
  }
}

export function frameReader(maxPayloadBytes: number): FrameReader {
  const queue = byteQueue();
  let limit = maxPayloadBytes;
  return {
    append: (chunk) => queue.append(chunk),
    next() {
      const waiting = queue.view();
      if (waiting.length < frameHeaderBytes) return null;
      const length = waiting.readUInt32BE(0);
      if (length > limit) throw new FrameTooLarge(length, limit);
      if (waiting.length < frameHeaderBytes + length) return null;
      queue.skip(frameHeaderBytes + length);
      return waiting.subarray(frameHeaderBytes, frameHeaderBytes + length);
    },
    setLimit(bytes) {
      limit = bytes;
    },
  };
}

/** One frame around the parts of a payload. */
export function frame(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + length);
  bytes.writeUInt32BE(length, 0);
  let at = frameHeaderBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The payloads of frames that stand one behind the other; `null` where the bytes are not whole frames. */
export function payloadsIn(bytes: Buffer): readonly Buffer[] | null {
  const payloads: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + frameHeaderBytes;
    const end = start > bytes.length ? Infinity : start + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    payloads.push(bytes.subarray(start, end));
    at = end;
  }
  return payloads;
}
