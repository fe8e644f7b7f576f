// The order in which names and lengths changed, as a journaling file system keeps it: what is not yet committed may be lost
// from the end, never from the middle. A commit is caused by a sync; how much a sync covers is a matter of rules.

import type { DirectoryInode, FileInode, Inode } from './inode.ts';

/**
 * `posix`: what the standard promises and no more. The sync of a file covers its content and length, not its name; names
 * need the sync of their directory.
 * `ordered-journal`: as ext4 with its default options. A sync commits all changes up to the last one of what it syncs.
 */
export type SyncRules = 'posix' | 'ordered-journal';

/** A name that comes, goes, or means another inode from now on. */
export interface NameEdit {
  readonly directory: DirectoryInode;
  readonly name: string;
  /** `null`: the name is gone. */
  readonly inode: Inode | null;
}

interface JournalEntry {
  readonly sequence: number;
  /** Empty for a truncation. */
  readonly edits: readonly NameEdit[];
  /** Inodes that a sync of this change is a sync of. */
  readonly touched: readonly Inode[];
  /** Whether a sync of data alone has to cover it: creations and truncations. */
  readonly concernsData: boolean;
}

export interface NameJournal {
  /** Number of the latest change of anything; the next one is higher. */
  lastSequence(): number;
  /** A change that is not in the journal, such as a write. */
  nextSequence(): number;
  recordNames(edits: readonly NameEdit[], touched: readonly Inode[], concernsData: boolean): void;
  /** Returns the sequence of the truncation. */
  recordTruncation(file: FileInode): number;
  /** A sync of `file`, asked for when `through` was the latest change, has reached the medium. */
  syncFile(file: FileInode, through: number, dataOnly: boolean): void;
  syncDirectory(directory: DirectoryInode, through: number): void;
  commitAll(): void;
  /** Uncommitted changes. */
  pendingCount(): number;
  /** Commits the first `count` pending changes and forgets the others; returns how many changes of names were forgotten. */
  losePower(count: number): number;
}

/** More changes than this are never kept from the medium: then all are committed, as a real journal is when it is full. */
const longestJournal = 10_000;

/** @param onCommitted called after names were committed: files may have lost the last one that a power loss could give back */
export function createNameJournal(rules: SyncRules, onCommitted: () => void): NameJournal {
  let pending: JournalEntry[] = [];
  let sequence = 0;

  const release = ({ edits, touched }: JournalEntry): void => {
    for (const inode of touched) if (inode.kind === 'file' && edits.length > 0) inode.pendingChanges -= 1;
  };
  const commit = (entry: JournalEntry): void => {
    for (const { directory, name, inode } of entry.edits) {
      if (inode === null) directory.durableEntries.delete(name);
      else directory.durableEntries.set(name, inode);
    }
    release(entry);
    if (entry.edits.length > 0) return;
    for (const inode of entry.touched)
      if (inode.kind === 'file') inode.history.commitTruncations(entry.sequence);
  };
  const commitThrough = (last: number): void => {
    const count = pending.findIndex((entry) => entry.sequence > last);
    const committed = count < 0 ? pending : pending.slice(0, count);
    if (committed.length === 0) return;
    pending = count < 0 ? [] : pending.slice(count);
    for (const entry of committed) commit(entry);
    onCommitted();
  };
  const add = (entry: Omit<JournalEntry, 'sequence'>): number => {
    sequence += 1;
    pending.push({ ...entry, sequence });
    if (pending.length > longestJournal) commitThrough(sequence - 1);
    return sequence;
  };
  const lastTouching = (inode: Inode, through: number, dataOnly: boolean): number =>
    pending.findLast(
      (entry) =>
        entry.sequence <= through && entry.touched.includes(inode) && (!dataOnly || entry.concernsData),
    )?.sequence ?? 0;

  return {
    lastSequence: () => sequence,
    nextSequence: () => {
      sequence += 1;
      return sequence;
    },
    recordNames(edits, touched, concernsData) {
      for (const inode of touched) if (inode.kind === 'file') inode.pendingChanges += 1;
      add({ edits, touched, concernsData });
    },
    recordTruncation: (file) => add({ edits: [], touched: [file], concernsData: true }),
    syncFile(file, through, dataOnly) {
      if (rules === 'posix') {
        // Its truncations count as synced with its content; the order among other changes stays.
        pending = pending.filter(
          ({ edits, touched, sequence: at }) => edits.length > 0 || at > through || !touched.includes(file),
        );
      } else {
        commitThrough(
          Math.max(lastTouching(file, through, dataOnly), file.history.lastChange(through, dataOnly)),
        );
      }
      file.history.sync(through);
    },
    syncDirectory(directory, through) {
      commitThrough(lastTouching(directory, through, false));
    },
    commitAll: () => commitThrough(sequence),
    pendingCount: () => pending.length,
    losePower(count) {
      const forgotten = pending.slice(count);
      pending = pending.slice(0, count);
      commitThrough(sequence);
      for (const entry of forgotten) release(entry);
      return forgotten.filter(({ edits }) => edits.length > 0).length;
    },
  };
}
