// A flat directory of files with the durability POSIX promises and no more: names created, renamed or removed last
// through a power loss only once the directory was synced; before that, the first few of the changes may last.

import type { RandomStream } from '../random.ts';
import type { DamageBound } from './detectable.ts';
import { createFile, type PowerLossRules, type SimulatedFile } from './file.ts';

type DirectoryChange =
  | { readonly kind: 'create'; readonly name: string; readonly file: SimulatedFile }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string };

export interface FileSystem {
  /** Names in order of their characters' codes. */
  names(): readonly string[];
  find(name: string): SimulatedFile | undefined;
  /** The file of that name, made empty where there is none. */
  open(name: string): SimulatedFile;
  /** False when there is no file `from`. */
  rename(from: string, to: string): boolean;
  /** False when there is no such file. */
  remove(name: string): boolean;
  syncDirectory(): void;
  /** Files whose names would last through a power loss now. */
  durableFiles(): ReadonlyMap<string, SimulatedFile>;
  /** True while a file in use, or one that would be there after a power loss, is damaged. */
  isDamaged(): boolean;
  /** @param bound which damage of a file can be noticed; `null` for any */
  losePower(random: RandomStream, reorder: boolean, bound: DamageBound | null): void;
  /** Nothing is left, durably. */
  wipe(): void;
}

/** Makes an empty, durable directory. */
export function createFileSystem(): FileSystem {
  let durable = new Map<string, SimulatedFile>();
  let current = new Map<string, SimulatedFile>();
  let unsynced: DirectoryChange[] = [];

  const change = (entry: DirectoryChange): void => {
    apply(current, entry);
    unsynced.push(entry);
  };
  return {
    names: () => [...current.keys()].sort(),
    find: (name) => current.get(name),
    open: (name) => {
      const found = current.get(name);
      if (found !== undefined) return found;
      const file = createFile();
      change({ kind: 'create', name, file });
      return file;
    },
    rename: (from, to) => {
      if (!current.has(from)) return false;
      change({ kind: 'rename', from, to });
      return true;
    },
    remove: (name) => {
      if (!current.has(name)) return false;
      change({ kind: 'remove', name });
      return true;
    },
    syncDirectory: () => {
      durable = new Map(current);
      unsynced = [];
    },
    durableFiles: () => durable,
    isDamaged: () =>
      [...durable, ...current].some(([name, file]) => !name.startsWith('damaged-') && file.isDamaged()),
    wipe: () => {
      durable = new Map();
      current = new Map();
      unsynced = [];
    },
    losePower: (random, reorder, bound) => {
      const lasting = random.below(unsynced.length + 1);
      for (const entry of unsynced.slice(0, lasting)) apply(durable, entry);
      unsynced = [];
      current = new Map(durable);
      for (const name of [...current.keys()].sort()) {
        const noticeableBytes: PowerLossRules['noticeableBytes'] =
          bound && ((content) => bound(name, content));
        current.get(name)?.losePower(random, { reorder, noticeableBytes });
      }
    },
  };
}

function apply(directory: Map<string, SimulatedFile>, change: DirectoryChange): void {
  switch (change.kind) {
    case 'create':
      directory.set(change.name, change.file);
      break;
    case 'rename': {
      const file = directory.get(change.from);
      if (file === undefined) break;
      directory.delete(change.from);
      directory.set(change.to, file);
      break;
    }
    case 'remove':
      directory.delete(change.name);
      break;
  }
}
