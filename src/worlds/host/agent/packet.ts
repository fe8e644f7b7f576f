// The little that has to be known of an IPv4 packet: where it comes from, its checksums (RFC 1071), and how to damage it so
// that the checksum tells.

const protocols = { tcp: 6, udp: 17 } as const;
const checksumOffsets: Readonly<Record<number, number>> = { [protocols.tcp]: 16, [protocols.udp]: 6 };

/** `10.0.0.1`; empty for what is no IPv4 packet. */
export function sourceOf(packet: Buffer): string {
  return packet.length >= 20 && packet.readUInt8(0) >> 4 === 4 ? packet.subarray(12, 16).join('.') : '';
}

const headerLength = (packet: Buffer): number => (packet.readUInt8(0) & 0xf) * 4;

function sum(bytes: Buffer, start: number): number {
  let total = start;
  const even = bytes.length & ~1;
  for (let at = 0; at < even; at += 2) total += bytes.readUInt16BE(at);
  if (even < bytes.length) total += bytes.readUInt8(even) << 8;
  return total;
}

function folded(total: number): number {
  let rest = total;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000);
  return ~rest & 0xffff;
}

/**
 * A copy with the checksum of its TCP or UDP part filled in: between hosts of one machine the kernel leaves it out until a
 * packet meets a real wire.
 */
export function withChecksum(packet: Buffer): Buffer {
  const copy = Buffer.from(packet);
  const length = headerLength(copy);
  const protocol = copy.readUInt8(9);
  const offset = checksumOffsets[protocol];
  const segment = copy.subarray(length);
  if (offset === undefined || segment.length < offset + 2) return copy;
  segment.writeUInt16BE(0, offset);
  const pseudoHeader = sum(copy.subarray(12, 20), protocol + segment.length);
  const checksum = folded(sum(segment, pseudoHeader));
  segment.writeUInt16BE(checksum === 0 && protocol === protocols.udp ? 0xffff : checksum, offset);
  return copy;
}

/** A copy of which one bit behind the IP header is wrong; `place` below 1 says which. One bit always shows in the checksum. */
export function withWrongBit(packet: Buffer, place: number): Buffer {
  const copy = withChecksum(packet);
  const length = headerLength(copy);
  const bit = Math.floor(place * (copy.length - length) * 8);
  const at = length + (bit >> 3);
  if (at < copy.length) copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit & 7)), at);
  return copy;
}
