// Checksums against a packet off a real wire, and damage that they show.

import { expect, test } from 'vitest';
import { sourceOf, withChecksum, withWrongBit } from '../../../../src/worlds/host/agent/packet.ts';

/** A datagram from 10.0.0.1:1000 to 10.0.0.2:2000 with "hi" in it, its UDP checksum left out. */
const datagram = Buffer.from(
  '4500001e000040004011 26cd 0a000001 0a000002 03e807d0000a0000 6869'.replaceAll(' ', ''),
  'hex',
);

/** One's complement sum over a UDP packet with its pseudo header, as RFC 768 has it: 0xffff where the checksum is right. */
function udpSum(packet: Buffer): number {
  const udp = packet.subarray(20);
  const pseudo = Buffer.concat([
    packet.subarray(12, 20),
    Buffer.from([0, 17, udp.length >> 8, udp.length & 255]),
  ]);
  const all = Buffer.concat([pseudo, udp, Buffer.alloc(udp.length % 2)]);
  let sum = 0;
  for (let at = 0; at < all.length; at += 2) {
    sum += all.readUInt16BE(at);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum;
}

test('names the sender, and no sender of what is no IPv4 packet', () => {
  expect(sourceOf(datagram)).toBe('10.0.0.1');
  expect(sourceOf(Buffer.alloc(40))).toBe('');
  expect(sourceOf(datagram.subarray(0, 10))).toBe('');
});

test('fills in the checksum and touches nothing else', () => {
  const filled = withChecksum(datagram);
  expect(udpSum(filled)).toBe(0xffff);
  expect(udpSum(datagram)).not.toBe(0xffff);
  filled.writeUInt16BE(0, 26);
  expect(filled.equals(datagram)).toBe(true);
});

test('an odd number of bytes counts as if a zero followed', () => {
  const odd = Buffer.concat([datagram, Buffer.from('!')]);
  odd.writeUInt16BE(31, 2);
  odd.writeUInt16BE(11, 24);
  expect(udpSum(withChecksum(odd))).toBe(0xffff);
});

test('one wrong bit behind the IP header always shows', () => {
  for (let bit = 0; bit < 80; bit += 1) {
    const broken = withWrongBit(datagram, (bit + 0.5) / 80);
    expect(broken.subarray(0, 20).equals(datagram.subarray(0, 20))).toBe(true);
    expect(udpSum(broken), `bit ${bit}`).not.toBe(0xffff);
  }
});
