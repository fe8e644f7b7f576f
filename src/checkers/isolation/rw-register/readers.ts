// Who read each version, and who wrote each key.

import type { Memory } from '../memory.ts';
import type { Registers } from './registers.ts';

/** Entries `start[i]` to `start[i + 1]` of `of` belong to `i`. */
export interface Rows {
  readonly start: Int32Array;
  readonly of: Int32Array;
}

const NUMBER = Int32Array.BYTES_PER_ELEMENT;

/** What `readersOf` takes. */
export function bytesOfReaders({ versions, read }: Registers): number {
  return (versions + read.length) * NUMBER;
}

/** Transactions that read each version, ascending. @throws {MemoryRanOut} */
export function readersOf(registers: Registers, memory: Memory): Rows {
  const { versions, readStart, read } = registers;
  memory.hold(bytesOfReaders(registers), `the readers of ${versions} versions`);
  return invert(versions, readStart, read);
}

/** Written versions of each key that happened, in the order of their transactions. @throws {MemoryRanOut} */
export function writtenVersions(
  { versions, writer, key, happened }: Registers,
  keys: number,
  memory: Memory,
): Rows {
  memory.hold((versions + keys) * NUMBER, `the order of ${versions} versions by key`);
  const start = new Int32Array(keys + 1);
  const of = new Int32Array(versions - keys);
  let count = 0;
  for (let first = keys; first < versions; ) {
    const place = key[first] as number;
    let end = first;
    while (end < versions && key[end] === place) end += 1;
    for (let version = first; version < end; version++) {
      if (happened[writer[version] as number] === 1) of[count++] = version;
    }
    start[place + 1] = count;
    first = end;
  }
  for (let place = 0; place < keys; place++) {
    start[place + 1] = Math.max(start[place + 1] as number, start[place] as number);
  }
  return { start, of: of.subarray(0, count) };
}

function invert(size: number, start: Int32Array, of: Int32Array): Rows {
  const inverse = new Int32Array(size + 1);
  for (let at = 0; at < of.length; at++) {
    const one = of[at] as number;
    inverse[one] = (inverse[one] as number) + 1;
  }
  // Where the next one begins; then each is filled from behind, and its own beginning is left.
  for (let one = 0; one < size; one++)
    inverse[one + 1] = (inverse[one + 1] as number) + (inverse[one] as number);
  const owners = new Int32Array(of.length);
  for (let owner = start.length - 2; owner >= 0; owner--) {
    for (let at = (start[owner + 1] as number) - 1; at >= (start[owner] as number); at--) {
      const one = of[at] as number;
      const place = (inverse[one] as number) - 1;
      inverse[one] = place;
      owners[place] = owner;
    }
  }
  return { start: inverse, of: owners };
}
