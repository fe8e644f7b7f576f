// Where in a file each row stands, so that single operations can be shown without keeping any.

import { closeSync } from 'node:fs';
import { type Growth, lengthAfter } from './growth.ts';
import { HistoryError } from './history-error.ts';
import { openHistory, readHistoryBytes } from './lines.ts';

export interface RowOffsets {
  readonly length: number;
  push(start: number, end: number): void;
  /** The bytes of a row, read from the file. @throws {HistoryError} when the file is no longer what it was */
  read(row: number): Buffer;
}

/** Of the rows of the file at `path`, in order. */
export function createRowOffsets(path: string, growth: Growth): RowOffsets {
  let starts = new Float64Array(1024);
  let sizes = new Int32Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(start, end) {
      if (length === starts.length) {
        const room = lengthAfter(length, growth);
        starts = copied(starts, new Float64Array(room));
        sizes = copied(sizes, new Int32Array(room));
      }
      starts[length] = start;
      sizes[length++] = end - start;
    },
    read(row) {
      if (!(row >= 0 && row < length)) throw new RangeError(`row ${row} of a history of ${length}`);
      const bytes = Buffer.allocUnsafe(sizes[row] as number);
      const descriptor = openHistory(path);
      try {
        let filled = 0;
        while (filled < bytes.length) {
          const position = (starts[row] as number) + filled;
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

function copied<Items extends Float64Array | Int32Array>(items: Items, room: Items): Items {
  room.set(items);
  return room;
}
