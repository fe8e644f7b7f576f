// SETATTR: length, mode, owner and times. Only the length is subject to power loss; the rest lasts at once.

import { chmodSync, lchownSync, lstatSync, utimesSync } from 'node:fs';
import { type AttributeChanges, attributeBits } from './fuse-requests.ts';
import { type FileInode, FileSystemError, type Inode, pathOf } from './inode.ts';

/** Changes what `changes` means to change, of a file or directory. */
export function setAttributes(
  inode: Inode,
  changes: AttributeChanges,
  truncate: (file: FileInode, length: number) => void,
): void {
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
}
