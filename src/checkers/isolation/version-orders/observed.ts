// What the transactions of a history wrote and read, micro-operation by micro-operation, without any conclusion: versions,
// who wrote each, and as far as lists show it, in which order. Lists and registers look the same from here on.

import { absent } from '../../../history/interner.ts';
import { elementsRead, microKind } from '../../../history/transactions.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import { versionOrders } from '../list-append/version-order.ts';
import type { Memory } from '../memory.ts';
import type { Rows } from '../rw-register/readers.ts';
import { outcome, type Transactions } from '../transactions.ts';

/** Places are positions in the columns of micro-operations. */
export interface Observed {
  readonly transactions: Transactions;
  /** Transactions that committed, and those of unknown outcome of which something was read. */
  readonly happened: Uint8Array;
  /** Version `k` is what key `k` held at first; each other one is all that a transaction wrote to a key. */
  readonly versions: number;
  /** The transaction that wrote a version; `absent` for the first one of a key. */
  readonly writer: Int32Array;
  readonly key: Int32Array;
  /** The last write of the version. */
  readonly place: Int32Array;
  /** Where the version stands among those of its key; `absent` where nothing shows it: then behind all that have a rank. */
  readonly rank: Int32Array;
  /** Versions of each key, those with a rank first and in that order. */
  readonly ofKey: Rows;
  /** Versions that each transaction wrote. */
  readonly written: Rows;
  /** Reads of what others wrote, by transaction and in the order of their places. */
  readonly readStart: Int32Array;
  readonly readPlace: Int32Array;
  readonly readVersion: Int32Array;
}

/** For each slot of a read where what it found comes from, and for each slot of a write where it stands. */
interface Sources {
  /** The slot of a write, `first` for what was there at first, `absent` where it tells nothing of others. */
  readonly source: Int32Array;
  readonly position: Int32Array;
}

/** Of a read: it found what the key held at first. */
const first = -2;
/** Numbers held for each micro-operation, transaction and key. */
const numbersEach = 14;

/** What transactions of lists show. @throws {MemoryRanOut} */
export function observedLists(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  memory: Memory,
): Observed {
  const { columns, outcome: outcomes } = transactions;
  const { start, operation, transaction } = byKey;
  const { kind } = columns.transactions;
  holdFor(transactions, byKey, memory);
  const orders = versionOrders(transactions, byKey, memory);
  const source = new Int32Array(operation.length).fill(absent);
  for (let key = 0; key < columns.keys.length; key++) {
    if (start[key] === start[key + 1]) continue;
    orders.take(key);
    for (let slot = start[key] as number; slot < (start[key + 1] as number); slot++) {
      const one = transaction[slot] as number;
      if (kind[operation[slot] as number] !== microKind.read || outcomes[one] !== outcome.committed) continue;
      const list = elementsRead(columns.transactions, operation[slot] as number);
      let length = list.length;
      // What it appended itself says nothing of others; what stands before that does.
      while (length > 0 && transaction[orders.slotOf(list[length - 1] as number)] === one) length -= 1;
      source[slot] = length === 0 ? first : orders.slotOf(list[length - 1] as number);
    }
  }
  return observe(transactions, byKey, { source, position: orders.position });
}

/** What transactions of registers show. @throws {MemoryRanOut} */
export function observedRegisters(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  memory: Memory,
): Observed {
  const { columns, outcome: outcomes } = transactions;
  const { start, operation, transaction } = byKey;
  const { kind, value } = columns.transactions;
  holdFor(transactions, byKey, memory);
  memory.hold(
    columns.values.length * Int32Array.BYTES_PER_ELEMENT,
    `the writers of ${columns.values.length} values`,
  );
  const source = new Int32Array(operation.length).fill(absent);
  const position = new Int32Array(operation.length).fill(absent);
  // Slots ascend from key to key: whatever is less than the first slot of this key was left there by another one.
  const writeOf = new Int32Array(columns.values.length).fill(absent);
  const isAborted = (slot: number): boolean => outcomes[transaction[slot] as number] === outcome.aborted;
  for (let key = 0; key < columns.keys.length; key++) {
    const from = start[key] as number;
    const to = start[key + 1] as number;
    for (let slot = from; slot < to; slot++) {
      const at = operation[slot] as number;
      if (kind[at] !== microKind.write) continue;
      const earlier = writeOf[value[at] as number] as number;
      if (earlier < from || isAborted(earlier)) writeOf[value[at] as number] = slot;
    }
    for (let slot = from; slot < to; slot++) {
      const at = operation[slot] as number;
      const one = transaction[slot] as number;
      if (kind[at] !== microKind.read || outcomes[one] !== outcome.committed) continue;
      const found = value[at] as number;
      const write = found < 0 ? first : (writeOf[found] as number);
      if (write === first) source[slot] = first;
      else if (write >= from && transaction[write] !== one) source[slot] = write;
    }
  }
  return observe(transactions, byKey, { source, position });
}

function holdFor({ length }: Transactions, { operation, start }: MicroOperationsByKey, memory: Memory): void {
  const numbers = numbersEach * (operation.length + length + start.length);
  memory.hold(numbers * Int32Array.BYTES_PER_ELEMENT, `what ${operation.length} micro-operations show`);
}

function observe(
  transactions: Transactions,
  { start, operation, transaction }: MicroOperationsByKey,
  { source, position }: Sources,
): Observed {
  const { columns, length, outcome: outcomes, row } = transactions;
  const { kind } = columns.transactions;
  const keys = columns.keys.length;
  const happened = outcomes.map((one) => (one === outcome.committed ? 1 : 0));
  for (let slot = 0; slot < operation.length; slot++) {
    if (position[slot] !== absent && outcomes[transaction[slot] as number] === outcome.unknown)
      happened[transaction[slot] as number] = 1;
    const from = source[slot] as number;
    if (from >= 0 && outcomes[transaction[from] as number] === outcome.unknown)
      happened[transaction[from] as number] = 1;
  }
  const most = keys + operation.length;
  const writer = new Int32Array(most).fill(absent, 0, keys);
  const keyOf = new Int32Array(most);
  const place = new Int32Array(most).fill(absent, 0, keys);
  const rank = new Int32Array(most).fill(absent);
  const versionOf = new Int32Array(operation.length).fill(absent);
  const ofKeyStart = new Int32Array(keys + 1);
  const ofKey = new Int32Array(most);
  let versions = keys;
  let listed = 0;
  for (let key = 0; key < keys; key++) {
    keyOf[key] = key;
    rank[key] = 0;
    ofKey[listed++] = key;
    const begin = versions;
    for (let slot = start[key] as number; slot < (start[key + 1] as number); slot++) {
      const one = transaction[slot] as number;
      if (kind[operation[slot] as number] === microKind.read || happened[one] !== 1) continue;
      if (versions === begin || writer[versions - 1] !== one) {
        writer[versions] = one;
        keyOf[versions] = key;
        versions += 1;
      }
      const version = versions - 1;
      place[version] = operation[slot] as number;
      if (position[slot] !== absent)
        rank[version] = Math.max(rank[version] as number, (position[slot] as number) + 1);
      versionOf[slot] = version;
    }
    const own = Array.from({ length: versions - begin }, (_, index) => begin + index);
    const behind = (version: number): number =>
      rank[version] === absent ? Number.MAX_SAFE_INTEGER : (rank[version] as number);
    own.sort((a, b) => behind(a) - behind(b) || a - b);
    for (const version of own) ofKey[listed++] = version;
    ofKeyStart[key + 1] = listed;
  }
  const readsAt = new Int32Array(kind.length).fill(absent);
  for (let slot = 0; slot < operation.length; slot++) {
    const from = source[slot] as number;
    if (from === first)
      readsAt[operation[slot] as number] = columns.transactions.key[operation[slot] as number] as number;
    else if (from >= 0) readsAt[operation[slot] as number] = versionOf[from] as number;
  }
  const readStart = new Int32Array(length + 1);
  const readPlace: number[] = [];
  const readVersion: number[] = [];
  for (let one = 0; one < length; one++) {
    const at = row[one] as number;
    for (
      let micro = columns.transactions.start[at] as number;
      micro < (columns.transactions.start[at + 1] as number);
      micro++
    ) {
      if (kind[micro] !== microKind.read || readsAt[micro] === absent) continue;
      readPlace.push(micro);
      readVersion.push(readsAt[micro] as number);
    }
    readStart[one + 1] = readPlace.length;
  }
  return {
    transactions,
    happened,
    versions,
    writer: writer.subarray(0, versions),
    key: keyOf.subarray(0, versions),
    place: place.subarray(0, versions),
    rank: rank.subarray(0, versions),
    ofKey: { start: ofKeyStart, of: ofKey.subarray(0, listed) },
    written: writtenBy(length, writer, versions, keys),
    readStart,
    readPlace: Int32Array.from(readPlace),
    readVersion: Int32Array.from(readVersion),
  };
}

function writtenBy(length: number, writer: Int32Array, versions: number, keys: number): Rows {
  const start = new Int32Array(length + 1);
  for (let version = keys; version < versions; version++) {
    const slot = (writer[version] as number) + 1;
    start[slot] = (start[slot] as number) + 1;
  }
  for (let one = 0; one < length; one++) start[one + 1] = (start[one + 1] as number) + (start[one] as number);
  const next = start.slice();
  const of = new Int32Array(versions - keys);
  for (let version = keys; version < versions; version++) {
    const at = next[writer[version] as number] as number;
    next[writer[version] as number] = at + 1;
    of[at] = version;
  }
  return { start, of };
}
