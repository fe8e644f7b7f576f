// What the kernel asks of a file system over /dev/fuse, as data. Every message is a fuse_in_header and the structure of its
// opcode, little endian as on all machines we run on; layouts and numbers are those of <linux/fuse.h>, protocol 7.31.

/** Opcodes of `enum fuse_opcode` that are answered with more than "not implemented". */
const opcodes = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  mkdir: 9,
  unlink: 10,
  rmdir: 11,
  rename: 12,
  link: 13,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  fsyncdir: 30,
  create: 35,
  interrupt: 36,
  destroy: 38,
  'batch-forget': 42,
  rename2: 45,
} as const;

type Opcode = keyof typeof opcodes;

const nameOfOpcode: ReadonlyMap<number, Opcode> = new Map(
  Object.entries(opcodes).map(([name, number]) => [number, name as Opcode]),
);

/** Bits of `fuse_setattr_in.valid`: which of the fields are meant. */
export const attributeBits = {
  mode: 1,
  uid: 2,
  gid: 4,
  size: 8,
  accessTime: 16,
  modificationTime: 32,
  accessTimeNow: 128,
  modificationTimeNow: 256,
} as const;

/** Fields of `fuse_in_header` that matter here. */
interface Header {
  /** Number of the request; the answer carries it. */
  readonly unique: number;
  /** The inode it is about; 1 is the root. */
  readonly node: number;
  readonly uid: number;
  readonly gid: number;
  /** The thread that asks. */
  readonly pid: number;
}

export type FuseRequest = Header &
  (
    | {
        readonly kind: 'init';
        readonly major: number;
        readonly minor: number;
        readonly flags: number;
        readonly maxReadahead: number;
      }
    | { readonly kind: 'lookup' | 'unlink' | 'rmdir'; readonly name: string }
    | { readonly kind: 'getattr' | 'statfs' | 'opendir' | 'destroy' }
    | { readonly kind: 'setattr'; readonly attributes: AttributeChanges }
    | { readonly kind: 'mkdir'; readonly name: string; readonly mode: number }
    | { readonly kind: 'create'; readonly name: string; readonly mode: number; readonly flags: number }
    | { readonly kind: 'open'; readonly flags: number }
    | {
        readonly kind: 'rename';
        readonly name: string;
        readonly newNode: number;
        readonly newName: string;
        readonly flags: number;
      }
    /** Gives the inode `target` the name `name` in `node`. */
    | { readonly kind: 'link'; readonly target: number; readonly name: string }
    | {
        readonly kind: 'read' | 'readdir';
        readonly handle: number;
        readonly offset: number;
        readonly size: number;
      }
    /** `bytes` is a view of the message: copy it to keep it. `flags` are those the file was opened with. */
    | {
        readonly kind: 'write';
        readonly handle: number;
        readonly offset: number;
        readonly bytes: Buffer;
        readonly flags: number;
      }
    | { readonly kind: 'fsync' | 'fsyncdir'; readonly handle: number; readonly dataOnly: boolean }
    | { readonly kind: 'release' | 'releasedir'; readonly handle: number }
    | { readonly kind: 'interrupt'; readonly interrupted: number }
    | { readonly kind: 'forget'; readonly forgotten: readonly Forgotten[] }
    | { readonly kind: 'unknown'; readonly opcode: number }
  );

/** The kernel drops `lookups` references to an inode. */
interface Forgotten {
  readonly node: number;
  readonly lookups: number;
}

/** `fuse_setattr_in`; times in seconds. */
export interface AttributeChanges {
  readonly valid: number;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly accessTime: number;
  readonly modificationTime: number;
}

const headerBytes = 40;

/** Reads one message as the kernel gave it. */
export function decodeRequest(message: Buffer): FuseRequest {
  const header: Header = {
    unique: integer64(message, 8),
    node: integer64(message, 16),
    uid: message.readUInt32LE(24),
    gid: message.readUInt32LE(28),
    pid: message.readUInt32LE(32),
  };
  const opcode = message.readUInt32LE(4);
  const kind = nameOfOpcode.get(opcode);
  if (kind === undefined) return { ...header, kind: 'unknown', opcode };
  return { ...header, ...decodeBody(kind, header, message.subarray(headerBytes)) };
}

/** The part of each request that its header does not hold. */
type Body = FuseRequest extends infer Request
  ? Request extends Header
    ? Omit<Request, keyof Header>
    : never
  : never;

function decodeBody(kind: Opcode, header: Header, body: Buffer): Body {
  switch (kind) {
    // fuse_init_in: major u32, minor u32, max_readahead u32, flags u32
    case 'init':
      return {
        kind,
        major: body.readUInt32LE(0),
        minor: body.readUInt32LE(4),
        maxReadahead: body.readUInt32LE(8),
        flags: body.readUInt32LE(12),
      };
    // A name, ended by a zero byte.
    case 'lookup':
    case 'unlink':
    case 'rmdir':
      return { kind, name: nameAt(body, 0) };
    case 'getattr':
    case 'statfs':
    case 'opendir':
    case 'destroy':
      return { kind };
    case 'setattr':
      return { kind, attributes: decodeAttributes(body) };
    // fuse_mkdir_in: mode u32, umask u32; name
    case 'mkdir':
      return { kind, mode: body.readUInt32LE(0), name: nameAt(body, 8) };
    // fuse_create_in: flags u32, mode u32, umask u32, open_flags u32; name
    case 'create':
      return { kind, flags: body.readUInt32LE(0), mode: body.readUInt32LE(4), name: nameAt(body, 16) };
    // fuse_open_in: flags u32, open_flags u32
    case 'open':
      return { kind, flags: body.readUInt32LE(0) };
    // fuse_rename_in: newdir u64; fuse_rename2_in: newdir u64, flags u32, padding u32; then both names
    case 'rename':
      return decodeRename(body, 8, 0);
    case 'rename2':
      return decodeRename(body, 16, body.readUInt32LE(8));
    // fuse_link_in: oldnodeid u64; name
    case 'link':
      return { kind, target: integer64(body, 0), name: nameAt(body, 8) };
    // fuse_read_in: fh u64, offset u64, size u32, ...
    case 'read':
    case 'readdir':
      return { kind, handle: integer64(body, 0), offset: integer64(body, 8), size: body.readUInt32LE(16) };
    case 'write':
      return decodeWrite(body);
    // fuse_fsync_in: fh u64, fsync_flags u32 (1: data only), padding u32
    case 'fsync':
    case 'fsyncdir':
      return { kind, handle: integer64(body, 0), dataOnly: (body.readUInt32LE(8) & 1) !== 0 };
    // fuse_release_in: fh u64, ...
    case 'release':
    case 'releasedir':
      return { kind, handle: integer64(body, 0) };
    // fuse_interrupt_in: unique u64
    case 'interrupt':
      return { kind, interrupted: integer64(body, 0) };
    // fuse_forget_in: nlookup u64
    case 'forget':
      return { kind, forgotten: [{ node: header.node, lookups: integer64(body, 0) }] };
    case 'batch-forget':
      return { kind: 'forget', forgotten: decodeForgotten(body) };
  }
}

/** fuse_setattr_in: valid, padding u32; fh, size, lock_owner, atime, mtime, ctime u64; atimensec, mtimensec, ctimensec, mode,
 * unused, uid, gid, unused u32. */
function decodeAttributes(body: Buffer): AttributeChanges {
  return {
    valid: body.readUInt32LE(0),
    size: integer64(body, 16),
    accessTime: Number(body.readBigInt64LE(32)) + body.readUInt32LE(56) / 1e9,
    modificationTime: Number(body.readBigInt64LE(40)) + body.readUInt32LE(60) / 1e9,
    mode: body.readUInt32LE(68),
    uid: body.readUInt32LE(76),
    gid: body.readUInt32LE(80),
  };
}

/** fuse_write_in: fh, offset u64, size, write_flags u32, lock_owner u64, flags, padding u32; the bytes. */
function decodeWrite(body: Buffer): Body {
  const size = body.readUInt32LE(16);
  return {
    kind: 'write',
    handle: integer64(body, 0),
    offset: integer64(body, 8),
    flags: body.readUInt32LE(32),
    bytes: body.subarray(40, 40 + size),
  };
}

function decodeRename(body: Buffer, namesAt: number, flags: number): Body {
  const name = nameAt(body, namesAt);
  const newName = nameAt(body, namesAt + Buffer.byteLength(name) + 1);
  return { kind: 'rename', newNode: integer64(body, 0), name, newName, flags };
}

/** fuse_batch_forget_in: count, dummy u32; then fuse_forget_one: nodeid, nlookup u64. */
function decodeForgotten(body: Buffer): readonly Forgotten[] {
  return Array.from({ length: body.readUInt32LE(0) }, (_, index) => ({
    node: integer64(body, 8 + index * 16),
    lookups: integer64(body, 16 + index * 16),
  }));
}

function nameAt(body: Buffer, offset: number): string {
  return body.toString('utf8', offset, body.indexOf(0, offset));
}

const integer64 = (bytes: Buffer, offset: number): number => Number(bytes.readBigUInt64LE(offset));
