// Answers to the kernel, as bytes: a fuse_out_header and the structure the opcode asks for (<linux/fuse.h>, protocol
// 7.31). Nothing may be cached: names and attributes are valid for 0 seconds, since power loss changes them at any time.

import type { BigIntStats, StatsFs } from 'node:fs';

/** Longest write the kernel may send, and longest read it may ask for, in one request. */
export const largestTransferBytes = 1024 * 1024;

const pageBytes = 4096;
const supportedMinor = 31;

/** Bits of `fuse_init_out.flags` that are wanted where the kernel offers them. */
const initBits = { asyncRead: 1, bigWrites: 1 << 5, maxPages: 1 << 22 } as const;

/** `fuse_open_out.open_flags`: no page cache, so that every call of a program reaches us. */
const directIo = 1;

/** The header of an answer. `errno` is positive; 0 where the call succeeded. */
export function encodeHeader(unique: number, errno: number, bodyBytes: number): Buffer {
  const header = Buffer.allocUnsafe(16);
  header.writeUInt32LE(16 + bodyBytes, 0);
  header.writeInt32LE(-errno, 4);
  writeInteger64(header, unique, 8);
  return header;
}

/** fuse_init_out: major, minor, max_readahead, flags u32; max_background, congestion_threshold u16; max_write, time_gran u32;
 * max_pages, map_alignment u16; flags2 u32; unused. */
export function encodeInit(offered: { readonly flags: number; readonly maxReadahead: number }): Buffer {
  const body = Buffer.alloc(64);
  body.writeUInt32LE(7, 0);
  body.writeUInt32LE(supportedMinor, 4);
  body.writeUInt32LE(offered.maxReadahead, 8);
  const wanted = initBits.asyncRead | initBits.bigWrites | initBits.maxPages;
  body.writeUInt32LE((offered.flags & wanted) >>> 0, 12);
  body.writeUInt16LE(64, 16);
  body.writeUInt16LE(48, 18);
  body.writeUInt32LE(largestTransferBytes, 20);
  body.writeUInt32LE(1, 24);
  body.writeUInt16LE(largestTransferBytes / pageBytes, 28);
  return body;
}

/** fuse_entry_out: nodeid, generation, entry_valid, attr_valid u64; entry_valid_nsec, attr_valid_nsec u32; fuse_attr. */
export function encodeEntry(node: number, stats: BigIntStats): Buffer {
  const body = Buffer.alloc(128);
  writeInteger64(body, node, 0);
  writeAttributes(body, 40, node, stats);
  return body;
}

/** fuse_attr_out: attr_valid u64; attr_valid_nsec, dummy u32; fuse_attr. */
export function encodeAttributes(node: number, stats: BigIntStats): Buffer {
  const body = Buffer.alloc(104);
  writeAttributes(body, 16, node, stats);
  return body;
}

/** fuse_open_out: fh u64, open_flags u32, padding u32. */
export function encodeOpen(handle: number, isFile: boolean): Buffer {
  const body = Buffer.alloc(16);
  writeInteger64(body, handle, 0);
  body.writeUInt32LE(isFile ? directIo : 0, 8);
  return body;
}

/** fuse_write_out: size, padding u32. */
export function encodeWritten(bytes: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt32LE(bytes, 0);
  return body;
}

/** fuse_kstatfs: blocks, bfree, bavail, files, ffree u64; bsize, namelen, frsize, padding u32; spare. */
export function encodeSpace(space: StatsFs, freeBytes: number | null): Buffer {
  const body = Buffer.alloc(80);
  const free = (blocks: number): number =>
    freeBytes === null ? blocks : Math.min(blocks, Math.floor(freeBytes / space.bsize));
  const counts = [space.blocks, free(space.bfree), free(space.bavail), space.files, space.ffree];
  for (const [index, count] of counts.entries()) writeInteger64(body, count, index * 8);
  body.writeUInt32LE(space.bsize, 40);
  body.writeUInt32LE(255, 44);
  body.writeUInt32LE(space.bsize, 48);
  return body;
}

/** One line of a directory listing. */
export interface DirectoryEntry {
  readonly node: number;
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** As many of the entries from position `offset` on as fit: fuse_dirent: ino, off u64; namelen, type u32; name, padded to 8. */
export function encodeDirectory(entries: readonly DirectoryEntry[], offset: number, size: number): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  for (let position = offset; position < entries.length; position += 1) {
    const { node, name, kind } = entries[position] as DirectoryEntry;
    const nameBytes = Buffer.from(name);
    const part = Buffer.alloc(Math.ceil((24 + nameBytes.length) / 8) * 8);
    if (total + part.length > size) break;
    writeInteger64(part, node, 0);
    writeInteger64(part, position + 1, 8);
    part.writeUInt32LE(nameBytes.length, 16);
    part.writeUInt32LE(kind === 'directory' ? 4 : 8, 20);
    nameBytes.copy(part, 24);
    parts.push(part);
    total += part.length;
  }
  return Buffer.concat(parts);
}

/** fuse_attr: ino, size, blocks, atime, mtime, ctime u64; atimensec, mtimensec, ctimensec, mode, nlink, uid, gid, rdev, blksize,
 * flags u32. */
function writeAttributes(target: Buffer, at: number, node: number, stats: BigIntStats): void {
  const second = 1_000_000_000n;
  const times = [stats.atimeNs, stats.mtimeNs, stats.ctimeNs];
  writeInteger64(target, node, at);
  target.writeBigUInt64LE(stats.size, at + 8);
  target.writeBigUInt64LE(stats.blocks, at + 16);
  for (const [index, time] of times.entries()) {
    target.writeBigUInt64LE(time / second, at + 24 + index * 8);
    target.writeUInt32LE(Number(time % second), at + 48 + index * 4);
  }
  const rest = [stats.mode, stats.nlink, stats.uid, stats.gid];
  for (const [index, value] of rest.entries()) target.writeUInt32LE(Number(value), at + 60 + index * 4);
  target.writeUInt32LE(pageBytes, at + 80);
}

function writeInteger64(target: Buffer, value: number, offset: number): void {
  target.writeBigUInt64LE(BigInt(value), offset);
}
