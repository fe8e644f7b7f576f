// What one file has gone through since it was last synced, newest last, with what each change replaced. From that the
// states follow in which a power loss may leave the file: any sector as it was after any of the changes, any length on
// the way, never bytes that belonged to another file.

import type { RandomSource } from '../../../random/source.ts';
import type { ByteRange } from './byte-ranges.ts';
import type { FileChange, FileLoss } from './file-change.ts';
import { createLostRanges } from './lost-ranges.ts';
import type { StoredContent } from './stored-content.ts';
import { loseChanges } from './torn-changes.ts';

export interface FileHistory {
  /** As a running process sees it. */
  length(): number;
  /** Bytes from the start that a power loss leaves alone, whatever it draws. */
  durableLength(): number;
  /** The last unsynced change up to `through`, only of the length where so asked for; 0 when there is none. */
  lastChange(through: number, ofLength: boolean): number;
  /** Bytes kept for undoing. */
  heldBytes(): number;
  /** To be called before `old`, read from the file, is overwritten by `length` bytes at `offset`. */
  recordWrite(sequence: number, offset: number, length: number, old: Buffer): void;
  recordTruncate(sequence: number, length: number, old: Buffer): void;
  /** Changes up to this one are on the medium. */
  sync(through: number): void;
  /** Truncations up to this one are in the file system's journal; other changes may still be lost. */
  commitTruncations(through: number): void;
  /** A sync has failed: the kernel calls the pages clean, and the medium never gets them. */
  failSync(): void;
  /** The disk says that it wrote this range, and did not. */
  loseWrite(range: ByteRange, medium: Buffer): void;
  damage(range: ByteRange): void;
  isDamaged(): boolean;
  /** False when a power loss would leave everything as it is. */
  canLose(): boolean;
  /** Makes the content one that the medium may hold; what is left counts as synced. */
  losePower(
    content: StoredContent,
    random: RandomSource,
    noticedTo: (content: StoredContent) => number,
  ): FileLoss;
}

/** The history of a file of `length` bytes, all on the medium. */
export function createFileHistory(initialLength: number): FileHistory {
  let length = initialLength;
  let changes: FileChange[] = [];
  let damaged: readonly ByteRange[] = [];
  const lost = createLostRanges();

  const durableLength = (): number => {
    let durable = length;
    for (const change of changes) {
      const start = change.kind === 'write' ? change.range.from : change.length;
      durable = Math.min(durable, start, change.lengthBefore);
    }
    return durable;
  };
  const truncateDamage = (to: number): void => {
    damaged = damaged.filter((range) => range.from < to);
  };

  return {
    length: () => length,
    durableLength,
    lastChange: (through, ofLength) =>
      changes.findLast((change) => change.sequence <= through && (!ofLength || changesLength(change)))
        ?.sequence ?? 0,
    heldBytes: () => changes.reduce((sum, change) => sum + change.old.length, changes.length * 100),
    recordWrite(sequence, offset, size, old) {
      const range = { from: offset, to: offset + size };
      lost.replace(range, old);
      changes.push({ kind: 'write', sequence, range, old, lengthBefore: length });
      length = Math.max(length, range.to);
    },
    recordTruncate(sequence, to, old) {
      lost.replace({ from: to, to: Math.max(to, length) }, old);
      changes.push({ kind: 'truncate', sequence, length: to, old, lengthBefore: length });
      length = to;
      truncateDamage(to);
    },
    sync(through) {
      changes = changes.filter((change) => change.sequence > through);
    },
    commitTruncations(through) {
      changes = withCommittedTruncations(changes, through);
    },
    failSync() {
      for (const change of changes) {
        if (change.kind === 'write') lost.add(change.range, 'failed-sync', change.old);
      }
      changes = [];
    },
    loseWrite: (range, medium) => lost.add(range, 'lost-write', medium),
    damage(range) {
      damaged = [...damaged, range];
    },
    isDamaged: () => damaged.length > 0 || lost.has('lost-write'),
    canLose: () => changes.length > 0 || lost.has('failed-sync') || lost.has('lost-write'),
    losePower(content, random, noticedTo) {
      const { loss, length: left } = loseChanges(changes, length, content, random);
      length = left;
      changes = [];
      truncateDamage(length);
      const applied = lost.apply(content, length, noticedTo(content));
      damaged = [...damaged, ...applied.lost];
      return { ...loss, bytes: loss.bytes + applied.bytes };
    },
  };
}

function changesLength(change: FileChange): boolean {
  return change.kind === 'truncate' || change.range.to > change.lengthBefore;
}

/** Drops the truncations up to `through` and cuts the writes before each at its length: what it cut off is gone for good. */
function withCommittedTruncations(changes: readonly FileChange[], through: number): FileChange[] {
  let left: FileChange[] = [];
  for (const change of changes) {
    if (change.kind === 'write' || change.sequence > through) {
      left.push(change);
      continue;
    }
    const to = change.length;
    left = left.flatMap((earlier) => {
      if (earlier.kind !== 'write' || earlier.range.from >= to) return [];
      const range = { from: earlier.range.from, to: Math.min(earlier.range.to, to) };
      return [{ ...earlier, range, old: earlier.old.subarray(0, range.to - range.from), lengthBefore: to }];
    });
  }
  return left;
}
