// The calls of a program, carried out on the directory under the mount, with every change noted for the next power loss.

import {
  chmodSync,
  closeSync,
  constants,
  fdatasync,
  fsync,
  ftruncateSync,
  lchownSync,
  lstatSync,
  openSync,
  statfsSync,
  utimesSync,
} from 'node:fs';
import type { RandomSource } from '../../../random/source.ts';
import type { DiskFaultState } from '../../sim/disk/faults.ts';
import { errnoOf } from './errors.ts';
import {
  type DirectoryEntry,
  encodeAttributes,
  encodeDirectory,
  encodeEntry,
  encodeOpen,
  encodeSpace,
  encodeWritten,
} from './fuse-replies.ts';
import { attributeBits, type FuseRequest } from './fuse-requests.ts';
import { type DirectoryInode, type FileInode, FileSystemError, type Inode, pathOf } from './inode.ts';
import type { NameJournal } from './name-journal.ts';
import { readAt, writeAt } from './stored-content.ts';
import type { Tree } from './tree.ts';

/** Takes the answer to a request: 0 or a positive errno(3), and the body of a success. */
export type Answer = (errno: number, body?: Buffer) => void;

export interface Calls {
  /** Carries a request out; answers exactly once, a sync later than now. */
  perform(request: FuseRequest, answer: Answer): void;
  /** Does what a call does that then fails: part of a write, a sync that leaves pages clean and unwritten. */
  performPart(request: FuseRequest): void;
  /** The file a request is about; `null` when it is about none, or about one that is gone. */
  fileOf(request: FuseRequest): FileInode | null;
  /** Syncs under way when the power went answer, but make nothing durable. */
  forgetSyncs(): void;
}

interface OpenFile {
  readonly file: FileInode;
  readonly descriptor: number;
}

export interface CallParts {
  readonly tree: Tree;
  readonly journal: NameJournal;
  readonly faults: DiskFaultState;
  readonly random: RandomSource;
  /** Called after each change with the bytes kept for undoing it. */
  readonly onChange: (heldBytes: number) => void;
}

export function createCalls({ tree, journal, faults, random, onChange }: CallParts): Calls {
  const openFiles = new Map<number, OpenFile>();
  const openDirectories = new Map<
    number,
    { readonly directory: DirectoryInode; readonly entries: readonly DirectoryEntry[] }
  >();
  let nextHandle = 1;
  let epoch = 0;

  const statsOf = (inode: Inode) => lstatSync(pathOf(inode), { bigint: true });
  const entryOf = (inode: Inode): Buffer => {
    const entry = encodeEntry(inode.node, statsOf(inode));
    inode.lookups += 1;
    return entry;
  };
  const opened = (handle: number): OpenFile => {
    const found = openFiles.get(handle);
    if (found === undefined) throw new FileSystemError('EIO');
    return found;
  };
  const open = (file: FileInode): Buffer => {
    const descriptor = openSync(pathOf(file), constants.O_RDWR);
    const handle = nextHandle;
    nextHandle += 1;
    openFiles.set(handle, { file, descriptor });
    return encodeOpen(handle, true);
  };

  /** Writes `bytes`, or as much as the caller has cut them to; damage that waits for a write strikes here. */
  const write = ({ file, descriptor }: OpenFile, offset: number, bytes: Buffer): void => {
    const { history } = file;
    const old = Buffer.from(
      readAt(descriptor, offset, Math.max(0, Math.min(bytes.length, history.length() - offset))),
    );
    const medium = Buffer.from(old);
    const lengthBefore = history.length();
    const damage = faults.takeDamage();
    const misdirected = damage === 'misdirected-write' && offset > 0;
    try {
      writeAt(descriptor, offset, misdirected ? Buffer.alloc(bytes.length) : bytes);
    } catch (error) {
      writeAt(descriptor, offset, old);
      ftruncateSync(descriptor, lengthBefore);
      throw error;
    }
    history.recordWrite(journal.nextSequence(), offset, bytes.length, old);
    onChange(old.length);
    const range = { from: offset, to: offset + bytes.length };
    if (damage === 'lost-write') history.loseWrite(range, medium);
    if (!misdirected) return;
    const astray = random.below(Math.max(1, Math.min(offset, history.durableLength())));
    writeAt(descriptor, astray, bytes.subarray(0, offset - astray));
    history.damage(range);
    history.damage({ from: astray, to: Math.min(offset, astray + bytes.length) });
  };
  const truncate = (file: FileInode, length: number): void => {
    const before = file.history.length();
    if (length === before) return;
    const descriptor = openSync(pathOf(file), constants.O_RDWR);
    try {
      const old = Buffer.from(readAt(descriptor, length, Math.max(0, before - length)));
      ftruncateSync(descriptor, length);
      file.history.recordTruncate(journal.recordTruncation(file), length, old);
      onChange(old.length);
    } finally {
      closeSync(descriptor);
    }
  };
  const sync = ({ file, descriptor }: OpenFile, dataOnly: boolean, answer: Answer): void => {
    if (faults.liesOnSync()) return answer(0);
    const through = journal.lastSequence();
    const life = epoch;
    (dataOnly ? fdatasync : fsync)(descriptor, (error) => {
      if (error === null && life === epoch) journal.syncFile(file, through, dataOnly);
      answer(error === null ? 0 : errnoOf(error));
    });
  };
  const syncDirectory = (directory: DirectoryInode, answer: Answer): void => {
    if (faults.liesOnSync()) return answer(0);
    const through = journal.lastSequence();
    const life = epoch;
    const descriptor = openSync(pathOf(directory), constants.O_RDONLY);
    fsync(descriptor, (error) => {
      closeSync(descriptor);
      if (error === null && life === epoch) journal.syncDirectory(directory, through);
      answer(error === null ? 0 : errnoOf(error));
    });
  };
  const setAttributes = (
    inode: Inode,
    changes: (FuseRequest & { readonly kind: 'setattr' })['attributes'],
  ): void => {
    const has = (bits: number): boolean => (changes.valid & bits) !== 0;
    if (has(attributeBits.size)) {
      if (inode.kind === 'directory') throw new FileSystemError('EISDIR');
      truncate(inode, changes.size);
    }
    const path = pathOf(inode);
    if (has(attributeBits.mode)) chmodSync(path, changes.mode & 0o7777);
    const stats = lstatSync(path);
    if (has(attributeBits.uid | attributeBits.gid)) {
      const uid = has(attributeBits.uid) ? changes.uid : stats.uid;
      lchownSync(path, uid, has(attributeBits.gid) ? changes.gid : stats.gid);
    }
    if (has(attributeBits.accessTime | attributeBits.modificationTime)) {
      const now = Date.now() / 1000;
      const time = (meant: boolean, isNow: boolean, given: number, old: number): number =>
        meant ? (isNow ? now : given) : old;
      utimesSync(
        path,
        time(
          has(attributeBits.accessTime),
          has(attributeBits.accessTimeNow),
          changes.accessTime,
          stats.atimeMs / 1000,
        ),
        time(
          has(attributeBits.modificationTime),
          has(attributeBits.modificationTimeNow),
          changes.modificationTime,
          stats.mtimeMs / 1000,
        ),
      );
    }
    if (inode.kind === 'file') return;
    const { mode, uid, gid } = lstatSync(path);
    inode.owner = { mode: mode & 0o7777, uid, gid };
  };
  const create = (request: FuseRequest & { readonly kind: 'create' }): Buffer => {
    const directory = tree.directory(request.node);
    const found = directory.entries.get(request.name);
    if (found !== undefined && (request.flags & constants.O_EXCL) !== 0) throw new FileSystemError('EEXIST');
    if (found?.kind === 'directory') throw new FileSystemError('EISDIR');
    const file = found ?? tree.makeFile(directory, request.name, ownerFor(request));
    if ((request.flags & constants.O_TRUNC) !== 0) truncate(file, 0);
    return Buffer.concat([entryOf(file), open(file)]);
  };
  const list = (directory: DirectoryInode): Buffer => {
    const parent = directory.link?.directory ?? directory;
    const entries: DirectoryEntry[] = [
      { node: directory.node, name: '.', kind: 'directory' },
      { node: parent.node, name: '..', kind: 'directory' },
    ];
    for (const [name, { node, kind }] of directory.entries) entries.push({ node, name, kind });
    const handle = nextHandle;
    nextHandle += 1;
    openDirectories.set(handle, { directory, entries });
    return encodeOpen(handle, false);
  };

  const answerNow = (request: FuseRequest): Buffer | undefined => {
    switch (request.kind) {
      case 'lookup':
        return entryOf(tree.lookup(tree.directory(request.node), request.name));
      case 'getattr':
        return encodeAttributes(request.node, statsOf(tree.inode(request.node)));
      case 'setattr':
        setAttributes(tree.inode(request.node), request.attributes);
        return encodeAttributes(request.node, statsOf(tree.inode(request.node)));
      case 'mkdir':
        return entryOf(tree.makeDirectory(tree.directory(request.node), request.name, ownerFor(request)));
      case 'create':
        return create(request);
      case 'open':
        return open(tree.file(request.node));
      case 'opendir':
        return list(tree.directory(request.node));
      case 'link': {
        const file = tree.file(request.target);
        tree.link(file, tree.directory(request.node), request.name);
        return entryOf(file);
      }
      case 'unlink':
        return void tree.unlink(tree.directory(request.node), request.name);
      case 'rmdir':
        return void tree.removeDirectory(tree.directory(request.node), request.name);
      case 'rename': {
        const target = tree.directory(request.newNode);
        if (request.flags > 1) throw new FileSystemError('EINVAL');
        if (request.flags === 1 && target.entries.has(request.newName)) throw new FileSystemError('EEXIST');
        return void tree.rename(tree.directory(request.node), request.name, target, request.newName);
      }
      case 'read':
        return readAt(opened(request.handle).descriptor, request.offset, request.size);
      case 'readdir':
        return encodeDirectory(
          openDirectories.get(request.handle)?.entries ?? [],
          request.offset,
          request.size,
        );
      case 'statfs':
        return encodeSpace(statfsSync('.'), faults.conditions().includes('full') ? 0 : null);
      case 'release': {
        const { descriptor } = opened(request.handle);
        openFiles.delete(request.handle);
        return void closeSync(descriptor);
      }
      case 'releasedir':
        return void openDirectories.delete(request.handle);
      default:
        throw Object.assign(new Error(`no answer to ${request.kind}`), { code: 'ENOSYS' });
    }
  };
  const placeOf = (request: FuseRequest & { readonly kind: 'write' }): number =>
    (request.flags & constants.O_APPEND) === 0
      ? request.offset
      : opened(request.handle).file.history.length();

  return {
    perform(request, answer) {
      try {
        switch (request.kind) {
          case 'write': {
            const target = opened(request.handle);
            write(target, placeOf(request), request.bytes);
            const written = encodeWritten(request.bytes.length);
            // O_SYNC contains O_DSYNC. The kernel leaves it to us, since the page cache is not in use.
            if ((request.flags & constants.O_DSYNC) === 0) return answer(0, written);
            return sync(target, (request.flags & constants.O_SYNC) !== constants.O_SYNC, (errno) =>
              answer(errno, written),
            );
          }
          case 'fsync':
            return sync(opened(request.handle), request.dataOnly, answer);
          case 'fsyncdir':
            return syncDirectory(tree.directory(request.node), answer);
          default:
            return answer(0, answerNow(request));
        }
      } catch (error) {
        answer(errnoOf(error));
      }
    },
    performPart(request) {
      if (request.kind === 'fsync') opened(request.handle).file.history.failSync();
      if (request.kind !== 'write') return;
      const part = request.bytes.subarray(0, random.below(request.bytes.length + 1));
      if (part.length > 0) write(opened(request.handle), placeOf(request), part);
    },
    fileOf(request) {
      if ('handle' in request) return openFiles.get(request.handle)?.file ?? null;
      return null;
    },
    forgetSyncs() {
      epoch += 1;
    },
  };
}

function ownerFor({
  mode,
  uid,
  gid,
}: FuseRequest & { readonly kind: 'create' | 'mkdir' }): DirectoryInode['owner'] {
  return { mode: mode & 0o7777, uid, gid };
}
