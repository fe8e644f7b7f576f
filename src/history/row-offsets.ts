// Where in a file each row stands, so that single operations can be shown without keeping any.

import { closeSync } from 'node:fs';
import { type Growth, lengthAfter } from './growth.ts';
import { HistoryError } from './history-error.ts';
import { openHistory, readHistoryBytes } from './lines.ts';

export interface RowOffsets {
  readonly length: number;
  /** Rows are next to each other but for blank lines. */
  push(start: number, end: number): void;
  /** How many bytes `read` reads. */
  bytesOf(row: number): number;
  /** The bytes of a row, up to where the next begins, read from the file. @throws {HistoryError} when the file is no longer what it was */
  read(row: number): Buffer;
}

/** Of the rows of the file at `path`, in order. */
export function createRowOffsets(path: string, growth: Growth): RowOffsets {
  let starts = new Float64Array(1024);
  /** The end of the last row. */
  let end = 0;
  let length = 0;

  function bytesOf(row: number): number {
    const next = row + 1 < length ? (starts[row + 1] as number) : end;
    return next - (starts[row] as number);
  }

  return {
    get length() {
      return length;
    },
    push(start, rowEnd) {
      if (length === starts.length) {
        const longer = new Float64Array(lengthAfter(length, growth));
        longer.set(starts);
        starts = longer;
      }
      starts[length++] = start;
      end = rowEnd;
    },
    bytesOf,
    read(row) {
      if (!(row >= 0 && row < length)) throw new RangeError(`row ${row} of a history of ${length}`);
      const start = starts[row] as number;
      const bytes = Buffer.allocUnsafe(bytesOf(row));
      const { descriptor } = openHistory(path);
      try {
        let filled = 0;
        while (filled < bytes.length) {
          const position = start + filled;
          const more = readHistoryBytes(path, descriptor, bytes, filled, bytes.length - filled, position);
          if (more === 0) throw new HistoryError(`${path} has become shorter since it was read.`);
          filled += more;
        }
        return bytes;
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
