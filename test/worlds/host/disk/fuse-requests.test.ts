// Messages of the kernel, byte by byte as <linux/fuse.h> lays them out.

import { expect, test } from 'vitest';
import { encodeDirectory, encodeHeader, encodeInit } from '../../../../src/worlds/host/disk/fuse-replies.ts';
import { decodeRequest } from '../../../../src/worlds/host/disk/fuse-requests.ts';

/** Integers of 32 and, as bigint, of 64 bits, and text, one behind the other. */
function bytes(...parts: readonly (number | bigint | string)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part);
      const integer = Buffer.alloc(typeof part === 'bigint' ? 8 : 4);
      if (typeof part === 'bigint') integer.writeBigUInt64LE(part);
      else integer.writeUInt32LE(part);
      return integer;
    }),
  );
}

/** A message of request 7 about inode 3, from thread 99 of user 5 and group 6. */
const message = (opcode: number, body: Buffer): Buffer =>
  Buffer.concat([bytes(40 + body.length, opcode, 7n, 3n, 5, 6, 99, 0), body]);
const header = { unique: 7, node: 3, uid: 5, gid: 6, pid: 99 };

test('a write carries its place, its bytes and the flags its file was opened with', () => {
  const body = bytes(11n, 4096n, 5, 0, 0n, 0o2001, 0, 'hello');
  expect(decodeRequest(message(16, body))).toEqual({
    ...header,
    kind: 'write',
    handle: 11,
    offset: 4096,
    flags: 0o2001,
    bytes: Buffer.from('hello'),
  });
});

test('both kinds of rename carry two names', () => {
  const names = 'old\0new\0';
  const renamed = { ...header, kind: 'rename', newNode: 4, name: 'old', newName: 'new' };
  expect(decodeRequest(message(12, bytes(4n, names)))).toEqual({ ...renamed, flags: 0 });
  expect(decodeRequest(message(45, bytes(4n, 1, 0, names)))).toEqual({ ...renamed, flags: 1 });
});

test('changes of attributes say which are meant', () => {
  const body = bytes(8 | 1, 0, 0n, 1234n, 0n, 10n, 20n, 30n, 0, 500_000_000, 0, 0o640, 0, 1, 2, 0);
  expect(decodeRequest(message(4, body))).toEqual({
    ...header,
    kind: 'setattr',
    attributes: { valid: 9, size: 1234, mode: 0o640, uid: 1, gid: 2, accessTime: 10, modificationTime: 20.5 },
  });
});

test('inodes are forgotten one by one or many at a time', () => {
  expect(decodeRequest(message(2, bytes(2n)))).toMatchObject({ forgotten: [{ node: 3, lookups: 2 }] });
  expect(decodeRequest(message(42, bytes(2, 0, 8n, 1n, 9n, 4n)))).toMatchObject({
    kind: 'forget',
    forgotten: [
      { node: 8, lookups: 1 },
      { node: 9, lookups: 4 },
    ],
  });
});

test('what is not known is said to be so', () => {
  expect(decodeRequest(message(999, bytes()))).toEqual({ ...header, kind: 'unknown', opcode: 999 });
});

test('an answer begins with its length, error and request', () => {
  expect(encodeHeader(7, 0, 100)).toEqual(bytes(116, 0, 7n));
  expect(encodeHeader(7, 5, 0).readInt32LE(4)).toBe(-5);
});

test('only what the kernel offers is agreed on', () => {
  expect(encodeInit({ flags: 0, maxReadahead: 4096 }).readUInt32LE(12)).toBe(0);
  const all = encodeInit({ flags: 0xffff_ffff, maxReadahead: 4096 });
  expect(all.length).toBe(64);
  expect(all.readUInt32LE(12)).toBe(1 | (1 << 5) | (1 << 22));
});

test('a directory is listed in pieces that fit, each entry padded to eight bytes', () => {
  const entries = ['a', 'bb', 'ccccccccc'].map((name, index) => ({
    node: index + 2,
    name,
    kind: 'file' as const,
  }));
  const first = encodeDirectory(entries, 0, 64);
  expect(first).toEqual(bytes(2n, 1n, 1, 8, 'a\0\0\0\0\0\0\0', 3n, 2n, 2, 8, 'bb\0\0\0\0\0\0'));
  expect(encodeDirectory(entries, 2, 64).readUInt32LE(16)).toBe(9);
  expect(encodeDirectory(entries, 3, 64)).toHaveLength(0);
});
