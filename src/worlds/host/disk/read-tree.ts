// Reads what is under the mount at its start: all of it counts as durable.

import { lstatSync, readdirSync } from 'node:fs';
import {
  type DirectoryInode,
  type FileInode,
  graveyardName,
  type Inode,
  type Link,
  pathOf,
  pathOfName,
} from './inode.ts';

/** Fills `root`, which is empty, with inodes that the two functions make; several names of one file give one inode. */
export function readTree(
  root: DirectoryInode,
  newFile: (length: number, links: readonly Link[]) => FileInode,
  newDirectory: (link: Link, path: string) => DirectoryInode,
): void {
  const byIdentity = new Map<string, FileInode>();
  const fileAt = (path: string): FileInode => {
    const { dev, ino, size } = lstatSync(path);
    const file = byIdentity.get(`${dev}:${ino}`) ?? newFile(size, []);
    byIdentity.set(`${dev}:${ino}`, file);
    return file;
  };
  const read = (directory: DirectoryInode): void => {
    for (const entry of readdirSync(pathOf(directory), { withFileTypes: true })) {
      if (directory === root && entry.name === graveyardName) continue;
      const link = { directory, name: entry.name };
      const path = pathOfName(directory, entry.name);
      let inode: Inode;
      if (entry.isDirectory()) {
        inode = newDirectory(link, path);
        read(inode);
      } else {
        inode = fileAt(path);
        inode.links = [...inode.links, link];
      }
      directory.entries.set(entry.name, inode);
      directory.durableEntries.set(entry.name, inode);
    }
  };
  read(root);
}
