// Walks through the tree of names.

import type { DirectoryInode, FileInode, Inode } from './inode.ts';

/** Files below a directory, as running processes see it; `prefix` is put before their paths. */
export function filesBelow(directory: DirectoryInode, prefix: string): (readonly [string, FileInode])[] {
  return [...directory.entries].flatMap(([name, inode]) =>
    inode.kind === 'file' ? [[prefix + name, inode] as const] : filesBelow(inode, `${prefix}${name}/`),
  );
}

/** Adds all that has a durable name below a directory. */
export function collectDurable(directory: DirectoryInode, into: Set<Inode>): void {
  for (const inode of directory.durableEntries.values()) {
    into.add(inode);
    if (inode.kind === 'directory') collectDurable(inode, into);
  }
}
