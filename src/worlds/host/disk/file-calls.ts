// Calls that change one file's content or make it durable, each noted for the next power loss.

import { closeSync, constants, fdatasync, fsync, ftruncateSync, openSync } from 'node:fs';
import type { RandomSource } from '../../../random/source.ts';
import { type DiskFaultState, tearPlace } from '../../sim/disk/faults.ts';
import { errnoOf } from './errors.ts';
import { type DirectoryInode, type FileInode, pathOf } from './inode.ts';
import type { NameJournal } from './name-journal.ts';
import { readAt, writeAt } from './stored-content.ts';

export interface OpenFile {
  readonly file: FileInode;
  readonly descriptor: number;
}

export interface FileCallParts {
  readonly journal: NameJournal;
  readonly faults: DiskFaultState;
  readonly random: RandomSource;
  /** Called after each change with the bytes kept for undoing it. */
  readonly onChange: (heldBytes: number) => void;
}

export interface FileCalls {
  /** @throws as the disk under the mount does; the file is then as it was. */
  write(target: OpenFile, offset: number, bytes: Buffer): void;
  truncate(file: FileInode, length: number): void;
  /** Answers with 0 or a positive errno(3) once the disk under the mount has synced. */
  sync(target: OpenFile, dataOnly: boolean, answer: (errno: number) => void): void;
  syncDirectory(directory: DirectoryInode, answer: (errno: number) => void): void;
  /** Syncs under way when the power went answer, but make nothing durable. */
  forgetSyncs(): void;
}

export function createFileCalls({ journal, faults, random, onChange }: FileCallParts): FileCalls {
  let epoch = 0;

  /** Writes `bytes`, or as much as the caller has cut them to; damage that waits for a write strikes here. */
  const write = ({ file, descriptor }: OpenFile, offset: number, bytes: Buffer): void => {
    const { history } = file;
    const old = Buffer.from(
      readAt(descriptor, offset, Math.max(0, Math.min(bytes.length, history.length() - offset))),
    );
    const medium = Buffer.from(old);
    const lengthBefore = history.length();
    const damage = faults.takeDamage(offset, bytes.length);
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
    if (damage === 'torn-write') {
      const from = tearPlace(offset, bytes.length) ?? offset;
      history.loseWrite({ from, to: range.to }, medium.subarray(Math.min(medium.length, from - offset)));
    }
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
  const sync = ({ file, descriptor }: OpenFile, dataOnly: boolean, answer: (errno: number) => void): void => {
    if (faults.liesOnSync()) return answer(0);
    const through = journal.lastSequence();
    const life = epoch;
    (dataOnly ? fdatasync : fsync)(descriptor, (error) => {
      if (error === null && life === epoch) journal.syncFile(file, through, dataOnly);
      answer(error === null ? 0 : errnoOf(error));
    });
  };
  const syncDirectory = (directory: DirectoryInode, answer: (errno: number) => void): void => {
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
  return {
    write,
    truncate,
    sync,
    syncDirectory,
    forgetSyncs() {
      epoch += 1;
    },
  };
}
