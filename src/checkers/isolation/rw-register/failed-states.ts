// States that led nowhere, in one table of integers that grows up to a bound: a state falls out when another takes its place,
// which costs time and nothing else. Two states count as the same when 94 bits of their fingerprints agree.

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

const FIRST_PLACES = 1 << 14;
const MOST_PLACES = 1 << 20;
/** Most states asked for never failed: a table that fits the nearest memory says so of nearly all of them. */
const MARKS = 1 << 18;

export function createFailedStates(): FailedStates {
  let table = new Int32Array(0);
  let places = 0;
  let added = 0;
  const marks = new Uint8Array(MARKS);

  function put(a: number, b: number, c: number): void {
    const at = (a & (places - 1)) * 3;
    table[at] = a;
    table[at + 1] = b;
    table[at + 2] = c;
  }

  function enlarge(): void {
    const old = table;
    places = places === 0 ? FIRST_PLACES : places * 4;
    table = new Int32Array(places * 3);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] !== 0) put(old[at] as number, old[at + 1] as number, old[at + 2] as number);
    }
  }

  return {
    add({ a, b, c }) {
      marks[b & (MARKS - 1)] = 1;
      if (added++ >= places && places < MOST_PLACES) enlarge();
      // An empty place must look like no state.
      put(a, b, c | 1);
    },
    has({ a, b, c }) {
      if (marks[b & (MARKS - 1)] === 0) return false;
      const at = (a & (places - 1)) * 3;
      return table[at] === a && table[at + 1] === b && table[at + 2] === (c | 1);
    },
    bytes: () => table.byteLength + marks.byteLength,
  };
}
