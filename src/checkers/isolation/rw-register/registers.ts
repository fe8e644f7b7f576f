// Registers with unique values: every read names the write it saw. This reads all keys once and turns values into versions,
// one for the last write of each transaction to each key, and one for the nothing that was there at first. What shows
// without any order of versions is noted on the way.

import { absent } from '../../../history/interner.ts';
import { microKind } from '../../../history/transactions.ts';
import type { AnomalyName, Findings } from '../anomaly.ts';
import type { MicroOperationsByKey } from '../by-key.ts';
import type { Memory } from '../memory.ts';
import { NotTransactions, outcome, type Transactions } from '../transactions.ts';
import { createWords } from '../words.ts';

/** What transactions read and wrote, as others see it. */
export interface Registers {
  /** Version `k` is what key `k` held at first; then come the written ones, by key, the first writer of each first. */
  readonly versions: number;
  /** Transaction that wrote a version; `absent` for the first one of a key. */
  readonly writer: Int32Array;
  readonly key: Int32Array;
  /** Versions that transaction `t` read from others: entries `readStart[t]` to `readStart[t + 1]`. */
  readonly readStart: Int32Array;
  readonly read: Int32Array;
  /** Versions that it wrote. */
  readonly writeStart: Int32Array;
  readonly write: Int32Array;
  /** Transactions that committed, and those of unknown outcome of which something was read. */
  readonly happened: Uint8Array;
  /** Whether every read can be explained by some order, as far as single reads show. */
  readonly sound: boolean;
}

/** @throws {NotTransactions} where two transactions may have written one value @throws {MemoryRanOut} */
export function registersOf(
  transactions: Transactions,
  byKey: MicroOperationsByKey,
  findings: Findings,
  memory: Memory,
): Registers {
  const { columns, outcome: outcomes, row } = transactions;
  const { kind, value, key: keyOf } = columns.transactions;
  const { start, operation, transaction } = byKey;
  const keys = columns.keys.length;
  const words = createWords(transactions);
  const kept = 2 * keys + 3 * operation.length + 3 * transactions.length;
  const scratch = 2 * columns.values.length + kind.length;
  const { BYTES_PER_ELEMENT: bytes } = Int32Array;
  memory.hold(
    (kept + scratch) * bytes,
    `the versions that ${operation.length} micro-operations read and wrote`,
  );
  const lastSlot = new Int32Array(columns.values.length).fill(absent);
  /**
   * By micro-operation. For a write that is the last one of its transaction: its version. For a read from others: the
   * version read.
   */
  const versionOf = new Int32Array(kind.length).fill(absent);
  // Longer than they are going to be: what is not written to takes no memory.
  const writer = new Int32Array(keys + operation.length).fill(absent, 0, keys);
  const versionKey = new Int32Array(keys + operation.length);
  for (let key = 0; key < keys; key++) versionKey[key] = key;
  let versions = keys;
  const happened = outcomes.map((one) => (one === outcome.committed ? 1 : 0));
  /**
   * For each value the first read of it, a slot, whose transaction went on to write; the last entry is that of nothing.
   * Slots ascend from key to key: what is less than the first slot of a key was left there by another one.
   */
  const updater = new Int32Array(columns.values.length + 1).fill(absent);
  let sound = true;

  const who = (slot: number): string => words.transaction(transaction[slot] as number);
  const keyAt = (slot: number): string => words.key(keyOf[operation[slot] as number] as number);
  const valueAt = (slot: number): string => words.value(value[operation[slot] as number] as number);
  const isAborted = (slot: number): boolean => outcomes[transaction[slot] as number] === outcome.aborted;
  const rowAt = (slot: number): number => row[transaction[slot] as number] as number;

  function report(name: AnomalyName, slots: readonly number[], text: () => string): void {
    sound = false;
    findings.add(name, () => ({
      transactions: [...new Set(slots.map((slot) => transaction[slot] as number))],
      text: text(),
    }));
  }

  // Each in a function of its own: what is only said of anomalies must cost other reads nothing.
  const garbage = (slot: number): void =>
    report(
      'garbage-read',
      [slot],
      () => `${who(slot)} read ${valueAt(slot)} in ${keyAt(slot)}, which nobody wrote.`,
    );
  const futureRead = (slot: number): void =>
    report(
      'future-read',
      [slot],
      () => `${who(slot)} read ${valueAt(slot)} in ${keyAt(slot)} before it wrote it itself.`,
    );
  const abortedRead = (source: number, slot: number): void =>
    report(
      'G1a',
      [source, slot],
      () =>
        `${who(slot)} read ${valueAt(slot)} in ${keyAt(slot)}, which ${who(source)} wrote, but that failed.`,
    );
  const intermediateRead = (source: number, slot: number): void =>
    report(
      'G1b',
      [source, slot],
      () =>
        `${who(slot)} read ${valueAt(slot)} in ${keyAt(slot)}, which ${who(source)} went on to overwrite.`,
    );
  const lostUpdate = (earlier: number, read: number, write: number): void =>
    report(
      'lost-update',
      [earlier, write],
      () =>
        `${who(earlier)} and ${who(write)} both read ${valueAt(read)} in ${keyAt(read)} and then wrote another value.`,
    );
  const inconsistent = (held: number, slot: number): void =>
    report(
      'internal',
      [slot],
      () =>
        `${who(slot)} read ${valueAt(slot)} in ${keyAt(slot)}, but its own ${kind[operation[held] as number] === microKind.write ? 'write' : 'read'} before left ${valueAt(held)}.`,
    );

  function rememberWrite(slot: number, from: number): void {
    const written = value[operation[slot] as number] as number;
    if (written === absent)
      throw new NotTransactions(`operation ${rowAt(slot)} writes null, which is also what nothing reads as`);
    const earlier = lastSlot[written] as number;
    if (earlier >= from && !isAborted(earlier)) {
      if (isAborted(slot)) return;
      throw new NotTransactions(
        `operations ${rowAt(earlier)} and ${rowAt(slot)} both write ${valueAt(slot)} to ${keyAt(slot)}, so that nobody can tell whose it is`,
      );
    }
    lastSlot[written] = slot;
  }

  /** Takes in the writes of a key, and gives the last of each transaction that may have happened a version. */
  function numberVersions(key: number, from: number, to: number): void {
    let lastOwner = absent;
    let lastWrite = absent;
    for (let slot = from; slot < to; slot++) {
      const at = operation[slot] as number;
      if (kind[at] !== microKind.write) continue;
      rememberWrite(slot, from);
      const owner = transaction[slot] as number;
      if (outcomes[owner] === outcome.aborted) continue;
      if (owner === lastOwner) versionOf[lastWrite] = absent;
      else {
        writer[versions] = owner;
        versionKey[versions] = key;
        versions += 1;
      }
      versionOf[at] = versions - 1;
      lastOwner = owner;
      lastWrite = at;
    }
  }

  /** The version that a read of another's write saw, or `absent` where there is none. */
  function resolve(slot: number, key: number, from: number): number {
    const found = value[operation[slot] as number] as number;
    if (found < absent) {
      throw new NotTransactions(
        `operation ${rowAt(slot)} reads a list of ${keyAt(slot)}, which is no register`,
      );
    }
    if (found === absent) return key;
    const source = lastSlot[found] as number;
    if (source < from) {
      garbage(slot);
      return absent;
    }
    const owner = transaction[source] as number;
    if (owner === transaction[slot]) {
      // What it wrote before, but not last, is only internally inconsistent.
      if (source > slot) futureRead(slot);
      return absent;
    }
    if (outcomes[owner] === outcome.aborted) {
      abortedRead(source, slot);
      return absent;
    }
    happened[owner] = 1;
    const version = versionOf[operation[source] as number] as number;
    if (version !== absent) return version;
    intermediateRead(source, slot);
    let last = source;
    while (versionOf[operation[last] as number] === absent) last += 1;
    return versionOf[operation[last] as number] as number;
  }

  /** One committed transaction on one key. */
  function readTransaction(from: number, to: number, key: number, groupStart: number): void {
    let held = absent;
    let external = absent;
    for (let slot = from; slot < to; slot++) {
      const at = operation[slot] as number;
      if (kind[at] === microKind.write) {
        if (external !== absent) noteUpdate(external, slot, groupStart);
        external = absent;
      } else if (held === absent) {
        versionOf[at] = resolve(slot, key, groupStart);
        external = slot;
      } else if (value[at] !== value[operation[held] as number]) {
        inconsistent(held, slot);
        versionOf[at] = resolve(slot, key, groupStart);
      }
      held = slot;
    }
  }

  function noteUpdate(read: number, write: number, groupStart: number): void {
    const found = value[operation[read] as number] as number;
    const at = found === absent ? columns.values.length : found;
    const earlier = updater[at] as number;
    if (earlier < groupStart) updater[at] = read;
    else lostUpdate(earlier, read, write);
  }

  for (let key = 0; key < keys; key++) {
    const from = start[key] as number;
    const to = start[key + 1] as number;
    numberVersions(key, from, to);
    for (let slot = from; slot < to; ) {
      const owner = transaction[slot] as number;
      let end = slot + 1;
      while (end < to && transaction[end] === owner) end += 1;
      if (outcomes[owner] === outcome.committed) readTransaction(slot, end, key, from);
      slot = end;
    }
  }
  const { reads, writes } = byTransaction(transactions, versionOf, operation.length);
  memory.release(scratch * bytes);
  return {
    versions,
    writer: writer.subarray(0, versions),
    key: versionKey.subarray(0, versions),
    readStart: reads.start,
    read: reads.of,
    writeStart: writes.start,
    write: writes.of,
    happened,
    sound,
  };
}

interface OfTransactions {
  readonly reads: { readonly start: Int32Array; readonly of: Int32Array };
  readonly writes: { readonly start: Int32Array; readonly of: Int32Array };
}

/** The versions that each transaction read and wrote, out of those of its micro-operations. */
function byTransaction(
  { columns, length, row }: Transactions,
  versionOf: Int32Array,
  most: number,
): OfTransactions {
  const { start, kind } = columns.transactions;
  const readStart = new Int32Array(length + 1);
  const writeStart = new Int32Array(length + 1);
  const read = new Int32Array(most);
  const write = new Int32Array(most);
  let reads = 0;
  let writes = 0;
  for (let one = 0; one < length; one++) {
    const at = row[one] as number;
    const end = start[at + 1] as number;
    for (let micro = start[at] as number; micro < end; micro++) {
      const version = versionOf[micro] as number;
      if (version === absent) continue;
      if (kind[micro] === microKind.write) write[writes++] = version;
      else read[reads++] = version;
    }
    readStart[one + 1] = reads;
    writeStart[one + 1] = writes;
  }
  return {
    reads: { start: readStart, of: read.subarray(0, reads) },
    writes: { start: writeStart, of: write.subarray(0, writes) },
  };
}
