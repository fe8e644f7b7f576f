// States that led nowhere, in one table of integers that never grows: a state falls out when another takes its place, which
// costs time and nothing else. Two states count as the same when 94 bits of their fingerprints agree.

/** Three integers for a state. */
export interface Fingerprint {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface FailedStates {
  add(state: Fingerprint): void;
  has(state: Fingerprint): boolean;
  /** Bytes that they take. */
  bytes(): number;
}

const PLACES = 1 << 20;

export function createFailedStates(): FailedStates {
  let table = new Int32Array(0);
  return {
    add({ a, b, c }) {
      if (table.length === 0) table = new Int32Array(PLACES * 3);
      const at = (a & (PLACES - 1)) * 3;
      table[at] = a;
      table[at + 1] = b;
      // An empty place must look like no state.
      table[at + 2] = c | 1;
    },
    has({ a, b, c }) {
      if (table.length === 0) return false;
      const at = (a & (PLACES - 1)) * 3;
      return table[at] === a && table[at + 1] === b && table[at + 2] === (c | 1);
    },
    bytes: () => table.byteLength,
  };
}
