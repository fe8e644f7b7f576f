// Who read each version, and who wrote each key.

import type { Registers } from './registers.ts';

/** Entries `start[i]` to `start[i + 1]` of `of` belong to `i`. */
export interface Rows {
  readonly start: Int32Array;
  readonly of: Int32Array;
}

/** Transactions that read each version, ascending. */
export function readersOf({ versions, readStart, read }: Registers): Rows {
  return invert(versions, readStart, read);
}

/** Written versions of each key that happened, in the order of their transactions. */
export function writtenVersions({ versions, writer, key, happened }: Registers, keys: number): Rows {
  const written: number[] = [];
  for (let version = keys; version < versions; version++) {
    if (happened[writer[version] as number] === 1) written.push(version);
  }
  written.sort(
    (a, b) => (key[a] as number) - (key[b] as number) || (writer[a] as number) - (writer[b] as number),
  );
  const start = new Int32Array(keys + 1);
  for (const version of written) {
    const next = (key[version] as number) + 1;
    start[next] = (start[next] as number) + 1;
  }
  for (let one = 0; one < keys; one++) start[one + 1] = (start[one + 1] as number) + (start[one] as number);
  return { start, of: Int32Array.from(written) };
}

function invert(size: number, start: Int32Array, of: Int32Array): Rows {
  const inverse = new Int32Array(size + 1);
  for (const one of of) inverse[one + 1] = (inverse[one + 1] as number) + 1;
  for (let one = 0; one < size; one++)
    inverse[one + 1] = (inverse[one + 1] as number) + (inverse[one] as number);
  const next = inverse.slice(0, size);
  const owners = new Int32Array(of.length);
  for (let owner = 0; owner + 1 < start.length; owner++) {
    for (let at = start[owner] as number; at < (start[owner + 1] as number); at++) {
      const one = of[at] as number;
      owners[next[one] as number] = owner;
      next[one] = (next[one] as number) + 1;
    }
  }
  return { start: inverse, of: owners };
}
