// The calls of a program, carried out on the directory under the mount, with every change noted for the next power loss.

import { closeSync, constants, lstatSync, openSync, statfsSync } from 'node:fs';
import { errnoOf } from './errors.ts';
import { createFileCalls, type FileCallParts, type OpenFile } from './file-calls.ts';
import {
  type DirectoryEntry,
  encodeAttributes,
  encodeDirectory,
  encodeEntry,
  encodeOpen,
  encodeSpace,
  encodeWritten,
} from './fuse-replies.ts';
import type { FuseRequest } from './fuse-requests.ts';
import {
  type DirectoryInode,
  type FileInode,
  FileSystemError,
  type Inode,
  type Owner,
  pathOf,
} from './inode.ts';
import { setAttributes } from './set-attributes.ts';
import { readAt } from './stored-content.ts';
import type { Tree } from './tree.ts';

export interface Calls {
  /** Carries a request out; answers exactly once, a sync later than now. */
  perform(request: FuseRequest, answer: (errno: number, body?: Buffer) => void): void;
  /** Does what a call does that then fails: part of a write, a sync that leaves pages clean and unwritten. */
  performPart(request: FuseRequest): void;
  /** Path of the file or directory a request is about; `null` when it is gone. */
  pathOf(request: FuseRequest): string | null;
  /** Syncs under way when the power went answer, but make nothing durable. */
  forgetSyncs(): void;
}

export interface CallParts extends FileCallParts {
  readonly tree: Tree;
}

export function createCalls(parts: CallParts): Calls {
  const { tree, faults, random } = parts;
  const files = createFileCalls(parts);
  const openFiles = new Map<number, OpenFile>();
  const openDirectories = new Map<
    number,
    { readonly directory: DirectoryInode; readonly entries: readonly DirectoryEntry[] }
  >();
  let nextHandle = 1;

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

  const create = (request: FuseRequest & { readonly kind: 'create' }): Buffer => {
    const directory = tree.directory(request.node);
    const found = directory.entries.get(request.name);
    if (found !== undefined && (request.flags & constants.O_EXCL) !== 0) throw new FileSystemError('EEXIST');
    if (found?.kind === 'directory') throw new FileSystemError('EISDIR');
    const file = found ?? tree.makeFile(directory, request.name, ownerFor(request));
    if ((request.flags & constants.O_TRUNC) !== 0) files.truncate(file, 0);
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

  const answerNow = (request: FuseRequest): Buffer | null => {
    switch (request.kind) {
      case 'lookup':
        return entryOf(tree.lookup(tree.directory(request.node), request.name));
      case 'getattr':
        return encodeAttributes(request.node, statsOf(tree.inode(request.node)));
      case 'setattr':
        setAttributes(tree.inode(request.node), request.attributes, files.truncate);
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
        tree.unlink(tree.directory(request.node), request.name);
        return null;
      case 'rmdir':
        tree.removeDirectory(tree.directory(request.node), request.name);
        return null;
      case 'rename': {
        const target = tree.directory(request.newNode);
        if (request.flags > 1) throw new FileSystemError('EINVAL');
        if (request.flags === 1 && target.entries.has(request.newName)) throw new FileSystemError('EEXIST');
        tree.rename(tree.directory(request.node), request.name, target, request.newName);
        return null;
      }
      case 'read': {
        const bytes = readAt(opened(request.handle).descriptor, request.offset, request.size);
        if (bytes.length > 0 && faults.misreads()) {
          const at = random.below(bytes.length);
          bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
        }
        return bytes;
      }
      case 'readdir':
        return encodeDirectory(
          openDirectories.get(request.handle)?.entries ?? [],
          request.offset,
          request.size,
        );
      case 'statfs':
        return encodeSpace(statfsSync('.'), faults.freeBytes());
      case 'release': {
        const { descriptor } = opened(request.handle);
        openFiles.delete(request.handle);
        closeSync(descriptor);
        return null;
      }
      case 'releasedir':
        openDirectories.delete(request.handle);
        return null;
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
            files.write(target, placeOf(request), request.bytes);
            const written = encodeWritten(request.bytes.length);
            // O_SYNC contains O_DSYNC. The kernel leaves it to us, since the page cache is not in use.
            if ((request.flags & constants.O_DSYNC) === 0) return answer(0, written);
            return files.sync(target, (request.flags & constants.O_SYNC) !== constants.O_SYNC, (errno) =>
              answer(errno, written),
            );
          }
          case 'fsync':
            return files.sync(opened(request.handle), request.dataOnly, answer);
          case 'fsyncdir':
            return files.syncDirectory(tree.directory(request.node), answer);
          default:
            return answer(0, answerNow(request) ?? undefined);
        }
      } catch (error) {
        answer(errnoOf(error));
      }
    },
    performPart(request) {
      if (request.kind === 'fsync') opened(request.handle).file.history.failSync();
      if (request.kind !== 'write') return;
      const part = request.bytes.subarray(0, random.below(request.bytes.length + 1));
      if (part.length > 0) files.write(opened(request.handle), placeOf(request), part);
    },
    pathOf(request) {
      try {
        const name = 'name' in request ? `/${request.name}` : '';
        const opened = 'handle' in request ? openFiles.get(request.handle)?.file : undefined;
        return pathOf(opened ?? tree.inode(request.node)) + name;
      } catch {
        return null;
      }
    },
    forgetSyncs: files.forgetSyncs,
  };
}

function ownerFor({ mode, uid, gid }: FuseRequest & { readonly kind: 'create' | 'mkdir' }): Owner {
  return { mode: mode & 0o7777, uid, gid };
}
