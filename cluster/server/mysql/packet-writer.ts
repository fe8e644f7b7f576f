// Builds one answer of any number of packets in one growing buffer, so that it leaves in a single socket write.

import { maxPacketPayloadBytes } from './protocol.ts';

/** Appends the protocol's basic types to the packet that is open. */
export interface PacketWriter {
  /** Sequence number of the next packet; a new answer starts right after the request's. */
  startAnswer(sequence: number): void;
  beginPacket(): void;
  /** Closes the packet: fills in its header, and splits it where its payload is longer than one packet can be. */
  endPacket(): void;
  unsigned(value: number, sizeBytes: number): void;
  signed64(value: bigint): void;
  double(value: number): void;
  lengthEncodedInteger(value: number): void;
  lengthEncodedText(text: string): void;
  lengthEncodedBytes(bytes: Uint8Array): void;
  text(text: string): void;
  zeroTerminatedText(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** Appends `length` zero bytes and returns where they begin, for `setBit`. */
  zeros(length: number): number;
  setBit(at: number, bit: number): void;
  /** A copy of everything since `startAnswer`. */
  takeAnswer(): Buffer;
}

const headerBytes = 4;
const initialBytes = 4096;
/** A buffer that one large answer made longer than this is not kept for the next one. */
const keptBytes = 1 << 20;

export function packetWriter(): PacketWriter {
  let storage = Buffer.allocUnsafe(initialBytes);
  let position = 0;
  let packetStart = 0;
  let sequence = 0;

  /** Returns where the next `length` bytes go. */
  function claim(length: number): number {
    const at = position;
    position += length;
    if (position > storage.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * storage.length, position));
      storage.copy(grown, 0, 0, at);
      storage = grown;
    }
    return at;
  }

  function writeHeader(at: number, length: number): void {
    storage.writeUIntLE(length, at, 3);
    storage.writeUInt8(sequence, at + 3);
    sequence = (sequence + 1) & 0xff;
  }

  function bytes(content: Uint8Array): void {
    const at = claim(content.length);
    storage.set(content, at);
  }

  /** Claims before it writes: claiming may replace the storage. */
  function unsigned(value: number, sizeBytes: number): void {
    const at = claim(sizeBytes);
    storage.writeUIntLE(value, at, sizeBytes);
  }

  function lengthEncodedInteger(value: number): void {
    if (value < 0xfb) {
      unsigned(value, 1);
    } else if (value <= 0xff_ff) {
      unsigned(0xfc, 1);
      unsigned(value, 2);
    } else if (value <= 0xff_ff_ff) {
      unsigned(0xfd, 1);
      unsigned(value, 3);
    } else {
      unsigned(0xfe, 1);
      const at = claim(8);
      storage.writeBigUInt64LE(BigInt(value), at);
    }
  }

  function text(content: string): void {
    const at = claim(Buffer.byteLength(content));
    storage.write(content, at);
  }

  return {
    startAnswer(first) {
      if (storage.length > keptBytes) storage = Buffer.allocUnsafe(initialBytes);
      position = 0;
      sequence = first & 0xff;
    },
    beginPacket() {
      packetStart = claim(headerBytes);
    },
    endPacket() {
      let length = position - packetStart - headerBytes;
      while (length >= maxPacketPayloadBytes) {
        writeHeader(packetStart, maxPacketPayloadBytes);
        const rest = packetStart + headerBytes + maxPacketPayloadBytes;
        const restEnd = position;
        claim(headerBytes);
        storage.copyWithin(rest + headerBytes, rest, restEnd);
        packetStart = rest;
        length -= maxPacketPayloadBytes;
      }
      writeHeader(packetStart, length);
    },
    unsigned,
    signed64(value) {
      const at = claim(8);
      storage.writeBigInt64LE(value, at);
    },
    double(value) {
      const at = claim(8);
      storage.writeDoubleLE(value, at);
    },
    lengthEncodedInteger,
    lengthEncodedText(content) {
      lengthEncodedInteger(Buffer.byteLength(content));
      text(content);
    },
    lengthEncodedBytes(content) {
      lengthEncodedInteger(content.length);
      bytes(content);
    },
    text,
    zeroTerminatedText(content) {
      text(content);
      const at = claim(1);
      storage[at] = 0;
    },
    bytes,
    zeros(length) {
      const at = claim(length);
      storage.fill(0, at, at + length);
      return at;
    },
    setBit(at, bit) {
      const index = at + (bit >> 3);
      storage[index] = (storage[index] ?? 0) | (1 << (bit & 7));
    },
    takeAnswer: () => Buffer.from(storage.subarray(0, position)),
  };
}
