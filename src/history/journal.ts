// Where a run writes its operations down: `history.jsonl`, one line each, or memory for the simulated world.
// A line is handed to the operating system by one synchronous write(2) before `append` returns, so that killing the
// harness at any moment leaves every operation that was sent on record and at most one torn line at the end.

import { closeSync, openSync, writeSync } from 'node:fs';
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
export function createFileJournal(path: string): Journal {
  return journalOn(
    path,
    attempt(path, () => openSync(path, 'ax')),
  );
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
