// Files and directories of the mounted tree. Each directory has its entries twice: as running processes see them, and
// as they certainly are after a power loss.

import type { FileHistory } from './file-history.ts';

export interface FileInode {
  readonly kind: 'file';
  /** Number the kernel knows it by. */
  readonly node: number;
  readonly history: FileHistory;
  /** Its names, as running processes see them. */
  links: readonly Link[];
  /** True when it lies in the graveyard: it has no name any more, and a power loss may give it one back. */
  buried: boolean;
  /** Changes of names under way that it takes part in. */
  pendingChanges: number;
  /** References that the kernel holds. */
  lookups: number;
}

export interface DirectoryInode {
  readonly kind: 'directory';
  readonly node: number;
  /** `null` for the root, and for one that was removed. */
  link: Link | null;
  entries: Map<string, Inode>;
  durableEntries: Map<string, Inode>;
  /** Kept for when it has to be made again. */
  owner: Owner;
  lookups: number;
}

export type Inode = FileInode | DirectoryInode;

export interface Link {
  readonly directory: DirectoryInode;
  readonly name: string;
}

export interface Owner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Where files without a name are kept, in the root of the directory under the mount; not visible through it. */
export const graveyardName = '.ordeal-disk';

/** Path of an inode, relative to the directory under the mount. @throws {FileSystemError} ESTALE for one without a name. */
export function pathOf(inode: Inode): string {
  if (inode.kind === 'file') {
    if (inode.buried) return `${graveyardName}/${inode.node}`;
    const link = inode.links[0];
    if (link === undefined) throw new FileSystemError('ESTALE');
    return pathOfName(link.directory, link.name);
  }
  return inode.link === null ? '.' : pathOfName(inode.link.directory, inode.link.name);
}

export function pathOfName(directory: DirectoryInode, name: string): string {
  return `${pathOf(directory)}/${name}`;
}

/** A call that fails for a reason of the file system's own. `code` as in errno(3). */
export class FileSystemError extends Error {
  constructor(
    readonly code:
      | 'EEXIST'
      | 'EINVAL'
      | 'EIO'
      | 'EISDIR'
      | 'ENOENT'
      | 'ENOSPC'
      | 'ENOTDIR'
      | 'ENOTEMPTY'
      | 'EPERM'
      | 'ESTALE',
  ) {
    super(code);
    this.name = 'FileSystemError';
  }
}
