// Messages on a TCP stream between nodes: four bytes of length (big-endian), then the payload. An empty frame carries
// nothing; the receiving side sends it back as a sign of life.

import { byteQueue } from '../byte-queue.ts';

const frameHeaderBytes = 4;

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

/** The sign of life. */
export const emptyFrame = frame();
