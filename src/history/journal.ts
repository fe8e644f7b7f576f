// Where a run writes its operations down: `history.jsonl`, one line each, or memory for the simulated world.
// A line is handed to the operating system by one synchronous write(2) before `append` returns, so that killing the
// harness at any moment leaves every operation that was sent on record and at most one torn line at the end.

import { closeSync, fstatSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Operation } from './operation.ts';

/** The history cannot be written: one sentence for a person. The run cannot go on. */
export class JournalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JournalError';
  }
}

export interface Journal {
  /** Writes one operation. @throws {JournalError} when it could not be written whole */
  append(operation: Operation): void;
  /** Safe to call twice. */
  close(): void;
}

/** A journal that is a file. */
export interface FileJournal extends Journal {
  /**
   * Where somebody has removed the file under the run: makes it again, with all that was written. False where it is there.
   * @throws {JournalError} when it cannot be made
   */
  restore(): boolean;
}

/** A journal that keeps its operations in memory. */
export interface MemoryJournal extends Journal {
  readonly operations: readonly Operation[];
}

export function createMemoryJournal(): MemoryJournal {
  const operations: Operation[] = [];
  return { operations, append: (operation) => void operations.push(operation), close: () => undefined };
}

/**
 * Creates `history.jsonl` at `path`.
 * @throws {JournalError} when the file exists already or cannot be created
 */
export function createFileJournal(path: string): FileJournal {
  // Readable, since what is written outlives the name of the file.
  const descriptor = attempt(path, () => openSync(path, 'ax+'));
  return {
    ...journalOn(path, descriptor),
    restore() {
      if (isFile(path, descriptor)) return false;
      attempt(path, () => {
        mkdirSync(dirname(path), { recursive: true });
        copyOut(descriptor, path);
      });
      return true;
    },
  };
}

/** Whether the open file still goes by this name. */
function isFile(path: string, descriptor: number): boolean {
  const open = fstatSync(descriptor);
  const named = statSync(path, { throwIfNoEntry: false });
  return named !== undefined && named.ino === open.ino && named.dev === open.dev;
}

function copyOut(from: number, path: string): void {
  const to = openSync(path, 'w');
  const block = Buffer.alloc(1 << 20);
  try {
    for (let position = 0; ; ) {
      const length = readSync(from, block, 0, block.length, position);
      if (length === 0) return;
      for (let written = 0; written < length; ) written += writeSync(to, block, written, length - written);
      position += length;
    }
  } finally {
    closeSync(to);
  }
}

/** A journal that appends to an open file; `path` is for its messages. */
export function journalOn(path: string, openDescriptor: number): Journal {
  let descriptor: number | null = openDescriptor;
  return {
    append(operation) {
      if (descriptor === null)
        throw new JournalError(`The history ${path} is closed; nothing can be added to it.`);
      const bytes = Buffer.from(`${JSON.stringify(operation)}\n`);
      const open = descriptor;
      // A short write (a disk that fills up) is followed by one that fails with the reason.
      for (let written = 0; written < bytes.length; ) {
        written += attempt(path, () => writeSync(open, bytes, written));
      }
    },
    close() {
      if (descriptor === null) return;
      const open = descriptor;
      descriptor = null;
      attempt(path, () => closeSync(open));
    },
  };
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new JournalError(
        `The disk is full: ${path} cannot be written. Free some space there and run again.`,
      );
    }
    throw new JournalError(`The history ${path} cannot be written: ${(error as Error).message}.`);
  }
}
