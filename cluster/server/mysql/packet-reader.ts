// Cuts the byte stream of a client into packets. Pull-based: while a command is being executed nothing is taken, what
// arrives meanwhile waits here, and the owner stops reading the socket once too much waits.

import { byteQueue } from '../byte-queue.ts';
import { maxPacketPayloadBytes } from './protocol.ts';

type IncomingPacket =
  | {
      readonly kind: 'packet';
      readonly payload: Buffer;
      readonly firstSequence: number;
      readonly nextSequence: number;
    }
  /** More bytes are needed. */
  | { readonly kind: 'incomplete' }
  /** The announced payload exceeds the limit; nothing can be read any more. */
  | { readonly kind: 'too-large'; readonly nextSequence: number }
  /** The parts of a payload do not count upwards; nothing can be read any more. */
  | { readonly kind: 'out-of-order' };

export interface PacketReader {
  /** Adds bytes from the socket. `chunk` is kept and must not change afterwards. */
  append(chunk: Buffer): void;
  /** Takes the next whole payload. */
  next(): IncomingPacket;
  /** Bytes that wait to be taken. */
  waitingBytes(): number;
}

const headerBytes = 4;
const incomplete: IncomingPacket = { kind: 'incomplete' };

/** Joins packets of 16 MiB - 1 into one payload of at most `maxPayloadBytes` ("Protocol Basics: MySQL Packets"). */
export function packetReader(maxPayloadBytes: number): PacketReader {
  const queue = byteQueue();

  function next(): IncomingPacket {
    const waiting = queue.view();
    const parts: Buffer[] = [];
    let position = 0;
    let total = 0;
    for (;;) {
      if (waiting.length - position < headerBytes) return incomplete;
      const length = waiting.readUIntLE(position, 3);
      const sequence = waiting.readUInt8(position + 3);
      const firstSequence = waiting.readUInt8(3);
      const nextSequence = (sequence + 1) & 0xff;
      total += length;
      if (total > maxPayloadBytes) return { kind: 'too-large', nextSequence };
      if (sequence !== ((firstSequence + parts.length) & 0xff)) return { kind: 'out-of-order' };
      position += headerBytes;
      if (waiting.length - position < length) return incomplete;
      const part = waiting.subarray(position, position + length);
      parts.push(part);
      position += length;
      if (length < maxPacketPayloadBytes) {
        queue.skip(position);
        const payload = parts.length === 1 ? part : Buffer.concat(parts, total);
        return { kind: 'packet', payload, firstSequence, nextSequence };
      }
    }
  }

  return { append: (chunk) => queue.append(chunk), waitingBytes: () => queue.length(), next };
}
