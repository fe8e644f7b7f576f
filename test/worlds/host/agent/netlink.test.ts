// Messages of the kernel's packet queues, as bytes. That the kernel understands ours, the tests of shaped links show.

import { expect, test } from 'vitest';
import { parseMessages, verdictMessage, verdicts } from '../../../../src/worlds/host/agent/netlink.ts';

const attribute = (type: number, content: Buffer): Buffer => {
  const padded = Buffer.alloc((4 + content.length + 3) & ~3);
  padded.writeUInt16LE(4 + content.length, 0);
  padded.writeUInt16LE(type, 2);
  content.copy(padded, 4);
  return padded;
};

function packetMessage(id: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt32BE(id, 0);
  const attributes = [attribute(1, header), attribute(5, Buffer.alloc(4)), attribute(10, payload)];
  const body = Buffer.concat([Buffer.alloc(20), ...attributes]);
  body.writeUInt32LE(body.length, 0);
  body.writeUInt16LE(3 << 8, 4);
  return body;
}

test('reads packets and answers out of one datagram, in order', () => {
  const answer = Buffer.alloc(36);
  answer.writeUInt32LE(36, 0);
  answer.writeUInt16LE(2, 4);
  answer.writeInt32LE(-1, 16);
  const messages = parseMessages(
    Buffer.concat([packetMessage(7, Buffer.from('abc')), answer, packetMessage(8, Buffer.from('defgh'))]),
  );
  expect(messages).toEqual([
    { kind: 'packet', packet: { id: 7, payload: Buffer.from('abc') } },
    { kind: 'answer', error: -1 },
    { kind: 'packet', packet: { id: 8, payload: Buffer.from('defgh') } },
  ]);
});

test('stops at a message that is cut off or has no length', () => {
  const whole = packetMessage(1, Buffer.from('abc'));
  expect(parseMessages(whole.subarray(0, whole.length - 1))).toEqual([]);
  expect(parseMessages(Buffer.alloc(64))).toEqual([]);
});

test('a verdict names queue, packet and what to do, and carries another payload where one is given', () => {
  const plain = verdictMessage(77, 0x01020304, verdicts.drop);
  expect(plain.readUInt32LE(0)).toBe(plain.length);
  expect(plain.readUInt16LE(4)).toBe((3 << 8) | 1);
  expect(plain.readUInt16BE(18)).toBe(77);
  expect([plain.readUInt32BE(24), plain.readUInt32BE(28)]).toEqual([0, 0x01020304]);
  const changed = verdictMessage(77, 1, verdicts.accept, Buffer.from('xyz'));
  expect(changed.subarray(36, 39).toString()).toBe('xyz');
  expect(changed.length % 4).toBe(0);
});
