// The tree of names, in memory and in the directory under the mount at once. A file that loses its last name is buried,
// not removed, for as long as a power loss may give it a name back.

import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { createFileHistory } from './file-history.ts';
import { giveTo } from './give-to.ts';
import {
  type DirectoryInode,
  type FileInode,
  FileSystemError,
  graveyardName,
  type Inode,
  type Owner,
  pathOf,
  pathOfName,
} from './inode.ts';
import type { NameJournal } from './name-journal.ts';
import { readTree } from './read-tree.ts';
import { collectDurable, filesBelow } from './walk.ts';

export interface Tree {
  readonly root: DirectoryInode;
  /** @throws {FileSystemError} ESTALE for an inode that is gone. */
  inode(node: number): Inode;
  /** @throws {FileSystemError} ENOTDIR, ESTALE */
  directory(node: number): DirectoryInode;
  file(node: number): FileInode;
  /** @throws {FileSystemError} ENOENT */
  lookup(directory: DirectoryInode, name: string): Inode;
  makeFile(directory: DirectoryInode, name: string, owner: Owner): FileInode;
  makeDirectory(directory: DirectoryInode, name: string, owner: Owner): DirectoryInode;
  link(file: FileInode, directory: DirectoryInode, name: string): void;
  unlink(directory: DirectoryInode, name: string): void;
  removeDirectory(directory: DirectoryInode, name: string): void;
  rename(from: DirectoryInode, name: string, to: DirectoryInode, newName: string): void;
  /** The kernel has dropped references. */
  forget(node: number, lookups: number): void;
  /** Every file with a name, by its path. */
  files(): readonly (readonly [path: string, file: FileInode])[];
  /** Removes for good the buried files that nothing can bring back. */
  clearGraveyard(): void;
  /** Makes names and directory under the mount what the durable entries say. */
  fallBack(): void;
}

/** Reads the tree that is under the mount; what an earlier process had buried there is removed. */
export function createTree(journal: () => NameJournal): Tree {
  let nextNode = 2;
  const byNode = new Map<number, Inode>();
  const graveyard = new Set<FileInode>();

  const keep = <Kind extends Inode>(inode: Kind): Kind => {
    byNode.set(inode.node, inode);
    return inode;
  };
  const newNode = (): number => nextNode++;
  const newFile = (length: number, links: FileInode['links']): FileInode =>
    keep({
      kind: 'file',
      node: newNode(),
      history: createFileHistory(length),
      links,
      buried: false,
      pendingChanges: 0,
      lookups: 0,
    });
  const newDirectory = (node: number, link: DirectoryInode['link'], path: string): DirectoryInode => {
    const { mode, uid, gid } = lstatSync(path);
    const owner = { mode: mode & 0o7777, uid, gid };
    return keep({
      kind: 'directory',
      node,
      link,
      entries: new Map(),
      durableEntries: new Map(),
      owner,
      lookups: 0,
    });
  };

  rmSync(graveyardName, { recursive: true, force: true });
  mkdirSync(graveyardName, { mode: 0o700 });
  const root = newDirectory(1, null, '.');
  readTree(root, newFile, (link, path) => newDirectory(newNode(), link, path));

  const dropName = (file: FileInode, directory: DirectoryInode, name: string): void => {
    if (file.links.length > 1) unlinkSync(pathOfName(directory, name));
    else bury(file);
    file.links = file.links.filter((link) => link.directory !== directory || link.name !== name);
    directory.entries.delete(name);
  };
  const bury = (file: FileInode): void => {
    renameSync(pathOf(file), `${graveyardName}/${file.node}`);
    file.buried = true;
    graveyard.add(file);
  };
  const forgetUnused = (inode: Inode): void => {
    const named =
      inode.kind === 'file' ? inode.links.length > 0 || inode.buried : inode === root || inode.link !== null;
    if (!named && inode.lookups === 0) byNode.delete(inode.node);
  };
  const find = (directory: DirectoryInode, name: string): Inode => {
    const found = directory.entries.get(name);
    if (found === undefined) throw new FileSystemError('ENOENT');
    return found;
  };
  const requireFree = (directory: DirectoryInode, name: string): void => {
    if (directory.entries.has(name)) throw new FileSystemError('EEXIST');
    if (directory === root && name === graveyardName) throw new FileSystemError('EPERM');
  };
  const isBelow = (directory: DirectoryInode, ancestor: DirectoryInode): boolean =>
    directory === ancestor || (directory.link !== null && isBelow(directory.link.directory, ancestor));

  const tree: Tree = {
    root,
    inode(node) {
      const inode = byNode.get(node);
      if (inode === undefined) throw new FileSystemError('ESTALE');
      return inode;
    },
    directory(node) {
      const inode = tree.inode(node);
      if (inode.kind !== 'directory') throw new FileSystemError('ENOTDIR');
      return inode;
    },
    file(node) {
      const inode = tree.inode(node);
      if (inode.kind !== 'file') throw new FileSystemError('EISDIR');
      return inode;
    },
    lookup: find,
    makeFile(directory, name, owner) {
      requireFree(directory, name);
      const path = pathOfName(directory, name);
      closeSync(openSync(path, 'wx', owner.mode));
      giveTo(path, owner);
      const file = newFile(0, [{ directory, name }]);
      directory.entries.set(name, file);
      journal().recordNames([{ directory, name, inode: file }], [directory, file], true);
      return file;
    },
    makeDirectory(directory, name, owner) {
      requireFree(directory, name);
      const path = pathOfName(directory, name);
      mkdirSync(path, owner.mode);
      giveTo(path, owner);
      const made = newDirectory(newNode(), { directory, name }, path);
      directory.entries.set(name, made);
      journal().recordNames([{ directory, name, inode: made }], [directory, made], true);
      return made;
    },
    link(file, directory, name) {
      requireFree(directory, name);
      if (file.links.length === 0) throw new FileSystemError('ENOENT');
      linkSync(pathOf(file), pathOfName(directory, name));
      file.links = [...file.links, { directory, name }];
      directory.entries.set(name, file);
      journal().recordNames([{ directory, name, inode: file }], [directory, file], false);
    },
    unlink(directory, name) {
      const file = find(directory, name);
      if (file.kind === 'directory') throw new FileSystemError('EISDIR');
      dropName(file, directory, name);
      journal().recordNames([{ directory, name, inode: null }], [directory, file], false);
    },
    removeDirectory(directory, name) {
      const removed = find(directory, name);
      if (removed.kind === 'file') throw new FileSystemError('ENOTDIR');
      if (removed.entries.size > 0) throw new FileSystemError('ENOTEMPTY');
      rmdirSync(pathOf(removed));
      directory.entries.delete(name);
      removed.link = null;
      journal().recordNames([{ directory, name, inode: null }], [directory, removed], false);
    },
    rename(from, name, to, newName) {
      const moved = find(from, name);
      const replaced = to.entries.get(newName);
      if (replaced === moved) return;
      if (to === root && newName === graveyardName) throw new FileSystemError('EPERM');
      if (moved.kind === 'directory' && isBelow(to, moved)) throw new FileSystemError('EINVAL');
      if (replaced !== undefined) replace(moved, replaced, to, newName);
      renameSync(pathOfName(from, name), pathOfName(to, newName));
      from.entries.delete(name);
      to.entries.set(newName, moved);
      if (moved.kind === 'directory') moved.link = { directory: to, name: newName };
      else {
        const others = moved.links.filter((link) => link.directory !== from || link.name !== name);
        moved.links = [...others, { directory: to, name: newName }];
      }
      const edits = [
        { directory: from, name, inode: null },
        { directory: to, name: newName, inode: moved },
      ];
      const touched = [...new Set([from, to, moved, ...(replaced === undefined ? [] : [replaced])])];
      journal().recordNames(edits, touched, false);
    },
    forget(node, lookups) {
      const inode = byNode.get(node);
      if (inode === undefined) return;
      inode.lookups -= lookups;
      forgetUnused(inode);
    },
    files: () => filesBelow(root, ''),
    clearGraveyard() {
      const durable = new Set<Inode>();
      if (graveyard.size > 0) collectDurable(root, durable);
      for (const file of graveyard) {
        if (file.pendingChanges > 0 || durable.has(file)) continue;
        unlinkSync(pathOf(file));
        file.buried = false;
        graveyard.delete(file);
        forgetUnused(file);
      }
    },
    fallBack() {
      takeDown(root);
      putUp(root);
      tree.clearGraveyard();
    },
  };

  const replace = (moved: Inode, replaced: Inode, to: DirectoryInode, name: string): void => {
    if (replaced.kind === 'directory') {
      if (moved.kind === 'file') throw new FileSystemError('EISDIR');
      if (replaced.entries.size > 0) throw new FileSystemError('ENOTEMPTY');
      rmdirSync(pathOf(replaced));
      replaced.link = null;
      return;
    }
    if (moved.kind === 'directory') throw new FileSystemError('ENOTDIR');
    dropName(replaced, to, name);
  };
  /** Buries every file and removes every directory, from the leaves up. */
  const takeDown = (directory: DirectoryInode): void => {
    for (const [name, inode] of [...directory.entries]) {
      if (inode.kind === 'file') {
        dropName(inode, directory, name);
        continue;
      }
      takeDown(inode);
      rmdirSync(pathOf(inode));
      directory.entries.delete(name);
      inode.link = null;
    }
  };
  /** Gives every file and directory the name that is durable. */
  const putUp = (directory: DirectoryInode): void => {
    for (const [name, inode] of directory.durableEntries) {
      const path = pathOfName(directory, name);
      if (inode.kind === 'directory') {
        mkdirSync(path, inode.owner.mode);
        giveTo(path, inode.owner);
        keep(inode);
        inode.link = { directory, name };
        putUp(inode);
        continue;
      }
      keep(inode);
      if (inode.buried) {
        renameSync(pathOf(inode), path);
        inode.buried = false;
        graveyard.delete(inode);
        inode.links = [{ directory, name }];
      } else {
        linkSync(pathOf(inode), path);
        inode.links = [...inode.links, { directory, name }];
      }
    }
    directory.entries = new Map(directory.durableEntries);
  };
  return tree;
}
