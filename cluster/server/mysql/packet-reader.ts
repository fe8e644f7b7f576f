// Cuts the byte stream of a client into packets. Pull-based: while a command is being executed nothing is taken, what
// arrives meanwhile waits here, and the owner stops reading the socket once too much waits.

import { maxPacketPayloadBytes } from './protocol.ts';

export type IncomingPacket =
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
  /** Takes the next whole payload. It is a view, valid until the next call of `append`. */
  next(): IncomingPacket;
  /** Bytes that wait to be taken. */
  waitingBytes(): number;
}

const headerBytes = 4;
const incomplete: IncomingPacket = { kind: 'incomplete' };

/** Joins packets of 16 MiB - 1 into one payload of at most `maxPayloadBytes` ("Protocol Basics: MySQL Packets"). */
export function packetReader(maxPayloadBytes: number): PacketReader {
  let storage: Buffer = Buffer.alloc(0);
  let start = 0;
  let end = 0;
  let ownStorage = false;

  /** Makes room for `length` bytes at the end by growing to twice the size, so that each byte moves only a few times. */
  function reserve(length: number): void {
    if (ownStorage && storage.length - end >= length) return;
    const waiting = end - start;
    const grown = Buffer.allocUnsafe(Math.max(2 * waiting, waiting + length));
    storage.copy(grown, 0, start, end);
    storage = grown;
    ownStorage = true;
    start = 0;
    end = waiting;
  }

  /** Moves the parts of a payload together, over their headers. */
  function joined(parts: readonly { readonly at: number; readonly length: number }[], total: number): Buffer {
    const only = parts[0];
    if (parts.length === 1 && only !== undefined) return storage.subarray(only.at, only.at + only.length);
    return Buffer.concat(
      parts.map((part) => storage.subarray(part.at, part.at + part.length)),
      total,
    );
  }

  return {
    waitingBytes: () => end - start,
    append(chunk) {
      if (start === end) {
        storage = chunk;
        ownStorage = false;
        start = 0;
        end = chunk.length;
        return;
      }
      reserve(chunk.length);
      chunk.copy(storage, end);
      end += chunk.length;
    },
    next() {
      const parts: { at: number; length: number }[] = [];
      let position = start;
      let total = 0;
      for (;;) {
        if (end - position < headerBytes) return incomplete;
        const length = storage.readUIntLE(position, 3);
        const sequence = storage.readUInt8(position + 3);
        const firstSequence = parts.length === 0 ? sequence : storage.readUInt8(start + 3);
        total += length;
        if (total > maxPayloadBytes) return { kind: 'too-large', nextSequence: (sequence + 1) & 0xff };
        if (sequence !== ((firstSequence + parts.length) & 0xff)) return { kind: 'out-of-order' };
        if (end - position - headerBytes < length) return incomplete;
        parts.push({ at: position + headerBytes, length });
        position += headerBytes + length;
        if (length < maxPacketPayloadBytes) {
          const payload = joined(parts, total);
          start = position;
          return { kind: 'packet', payload, firstSequence, nextSequence: (sequence + 1) & 0xff };
        }
      }
    },
  };
}
