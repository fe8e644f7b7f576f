// Positions of texts in a table, by where they are in the bytes of a file. Most texts of a history are a few short ones over
// and over ("read", "n1", null): those of up to eight bytes are two integers, and found again without a look at the table.

import type { Interner } from './interner.ts';
import type { JsonValue } from './operation.ts';
import { hashBytes } from './text-hash.ts';

/** As `Interner.idOfText`; `view` is over the same bytes. */
export type IdOfText = (bytes: Uint8Array, view: DataView, start: number, end: number) => number;

const entries = 256;

/** Remembers some short texts of `table`. */
export function createTextTable(table: Interner<JsonValue> | Interner<string>): IdOfText {
  const low = new Int32Array(entries);
  const high = new Int32Array(entries);
  const ids = new Int32Array(entries).fill(-1);

  return (bytes, view, start, end) => {
    const length = end - start;
    if (length > 8) return table.idOfText(bytes, start, end, hashBytes(bytes, start, end));
    // What does not belong to the text is shifted out; no text holds a byte of zeros.
    const first =
      length >= 4 ? view.getInt32(start, true) : view.getInt32(start, true) & (-1 >>> (32 - 8 * length));
    const second = length > 4 ? view.getInt32(start + 4, true) << (8 * (8 - length)) : 0;
    const mixed = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x45d9f3b);
    const entry = mixed >>> 24;
    if (low[entry] === first && high[entry] === second) return ids[entry] as number;
    const id = table.idOfText(bytes, start, end, hashBytes(bytes, start, end));
    if (id < 0) return id;
    low[entry] = first;
    high[entry] = second;
    ids[entry] = id;
    return id;
  };
}
