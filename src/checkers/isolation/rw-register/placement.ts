// Transactions placed one after another, and taken back in reverse: what each key holds, who is left, who can be next.

import { absent } from '../../../history/interner.ts';
import type { Deadlines } from './deadlines.ts';
import type { Fingerprint } from './failed-states.ts';
import type { SerialProblem } from './serial-problem.ts';

export interface Placement {
  /**
   * Places everyone who leaves no choice.
   * @param candidates takes those who do, and could come next; as long as there are transactions
   * @returns how many those are
   */
  placeWhatMust(candidates: Int32Array): number;
  place(transaction: number): void;
  /** Takes back all but the first so many. */
  undoTo(placed: number): void;
  placed(): number;
  left(): number;
  /** The first transaction not placed. */
  firstLeft(): number;
  /** Transactions looked at so far. */
  steps(): number;
  /** Stands for who was placed and what the keys hold; changes with every placement. */
  readonly fingerprint: Fingerprint;
}

export function createPlacement(
  { transactions, registers, readers, written, respected, known }: SerialProblem,
  deadlines: Deadlines | null,
): Placement {
  const { length, after, completed, columns, invocation } = transactions;
  const { versions, key, readStart, read, writeStart, write, happened } = registers;
  const present = Int32Array.from({ length: columns.keys.length }, (_, one) => one);
  const readersLeft = new Int32Array(versions);
  for (let one = 0; one < versions; one++) {
    readersLeft[one] = (readers.start[one + 1] as number) - (readers.start[one] as number);
  }
  const end = length;
  const next = new Int32Array(length + 1);
  const previous = new Int32Array(length + 1);
  const gone = new Uint8Array(length);
  /** Writes that somebody reads, of keys that it did not read itself. */
  const blind = new Uint8Array(length);
  /** Who came before in the session, and how many must come before; null where that counts for nothing. */
  const sessionBefore = respected === 'process' ? new Int32Array(length).fill(absent) : null;
  const waits = known === null ? null : new Int32Array(length);
  const firstByDeadline = written.start.slice(0, columns.keys.length);
  const placeByDeadline = new Int32Array(versions);
  const rank = new Int32Array(length).fill(length);
  const trail = new Int32Array(length);
  /** When what a key holds, or who is left to read it, last changed: a count of such changes. */
  const changed = new Int32Array(columns.keys.length);
  let changes = 0;
  /** The key for which a transaction could not be next, and when: it need not be looked at before that key changes. */
  const blockedBy = new Int32Array(length).fill(absent);
  const blockedAt = new Int32Array(length);
  const replaced = new Int32Array(write.length);
  let replacements = 0;
  let count = 0;
  let left = 0;
  let looked = 0;
  let firstOpen = 0;
  const fingerprint = { a: 0, b: 0, c: 0 };

  const reads = (transaction: number, wanted: number): number => {
    for (let at = readStart[transaction] as number; at < (readStart[transaction + 1] as number); at++) {
      if (key[read[at] as number] === wanted) return read[at] as number;
    }
    return absent;
  };

  function prepare(): void {
    let last = end;
    const lastOfProcess = new Map<number, number>();
    for (let one = 0; one < length; one++) {
      if (happened[one] !== 1) {
        gone[one] = 1;
        continue;
      }
      left += 1;
      next[last] = one;
      previous[one] = last;
      last = one;
      for (let at = writeStart[one] as number; at < (writeStart[one + 1] as number); at++) {
        const version = write[at] as number;
        if (readersLeft[version] !== 0 && reads(one, key[version] as number) === absent) blind[one] = 1;
      }
      if (sessionBefore === null) continue;
      const process = columns.process[invocation[one] as number] as number;
      sessionBefore[one] = lastOfProcess.get(process) ?? absent;
      lastOfProcess.set(process, one);
    }
    next[last] = end;
    previous[end] = last;
    const { byDeadline } = deadlines ?? { byDeadline: new Int32Array(0) };
    for (let at = 0; at < byDeadline.length; at++) placeByDeadline[byDeadline[at] as number] = at;
    for (let at = 0; at < completed.length; at++) rank[completed[at] as number] = at;
    if (known === null || waits === null) return;
    for (const to of known.target) waits[to] = (waits[to] as number) + 1;
  }

  /** Different values differ in each part; products keep the parts from agreeing where sums of one do. */
  function toggle(value: number): void {
    let mixed = Math.imul(value ^ 0x2545f491, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
    mixed ^= mixed >>> 13;
    fingerprint.a ^= mixed;
    mixed = Math.imul(mixed, 0xc2b2ae3d);
    mixed ^= mixed >>> 16;
    fingerprint.b ^= mixed;
    mixed = Math.imul(mixed, 0x7feb352d);
    fingerprint.c ^= mixed ^ (mixed >>> 15);
  }

  function touch(place: number): void {
    changes = (changes + 1) | 0;
    changed[place] = changes;
  }

  /** @returns false, for the caller to pass on */
  function block(one: number, place: number): boolean {
    blockedBy[one] = place;
    blockedAt[one] = changed[place] as number;
    return false;
  }

  /** Could it be next, by the data and by the order to be respected? */
  function isReady(one: number): boolean {
    if (waits !== null && waits[one] !== 0) return false;
    if (sessionBefore !== null) {
      const before = sessionBefore[one] as number;
      if (before !== absent && gone[before] === 0) return false;
    }
    for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++) {
      const version = read[at] as number;
      const place = key[version] as number;
      if (present[place] !== version) return block(one, place);
    }
    for (let at = writeStart[one] as number; at < (writeStart[one + 1] as number); at++) {
      const place = key[write[at] as number] as number;
      const held = present[place] as number;
      const others = readersLeft[held] as number;
      if (others > 1 || (others === 1 && reads(one, place) !== held)) return block(one, place);
    }
    return true;
  }

  /** Must another write of one of its keys come first, by real time? */
  function mustWait(one: number): boolean {
    if (deadlines === null) return false;
    const { writers } = deadlines;
    for (let at = writeStart[one] as number; at < (writeStart[one + 1] as number); at++) {
      const version = write[at] as number;
      const place = key[version] as number;
      const last = written.start[place + 1] as number;
      let first = firstByDeadline[place] as number;
      while (first < last && gone[writers[first] as number] === 1) first += 1;
      firstByDeadline[place] = first;
      if (first < last && writers[first] === one) first += 1;
      while (first < last && gone[writers[first] as number] === 1) first += 1;
      if (first === last) continue;
      const other = writers[first] as number;
      if ((deadlines.deadline[other] as number) >= (deadlines.lastSeen[version] as number)) continue;
      block(one, place);
      return true;
    }
    return false;
  }

  /** Transactions below this number may be next, as far as real time goes. */
  function limit(): number {
    if (respected !== 'realtime') return length;
    while (firstOpen < completed.length && gone[completed[firstOpen] as number] === 1) firstOpen += 1;
    return firstOpen < completed.length ? (after[completed[firstOpen] as number] as number) : length;
  }

  function place(one: number): void {
    trail[count++] = one;
    left -= 1;
    gone[one] = 1;
    toggle(one);
    next[previous[one] as number] = next[one] as number;
    previous[next[one] as number] = previous[one] as number;
    for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++) {
      const version = read[at] as number;
      readersLeft[version] = (readersLeft[version] as number) - 1;
      touch(key[version] as number);
    }
    for (let at = writeStart[one] as number; at < (writeStart[one + 1] as number); at++) {
      const place = key[write[at] as number] as number;
      replaced[replacements++] = present[place] as number;
      hold(place, write[at] as number);
    }
    release(one, -1);
  }

  function hold(place: number, version: number): void {
    touch(place);
    toggle(length + (present[place] as number));
    present[place] = version;
    toggle(length + version);
  }

  function release(one: number, by: number): void {
    if (known === null || waits === null) return;
    for (let at = known.start[one] as number; at < (known.start[one + 1] as number); at++) {
      const to = known.target[at] as number;
      waits[to] = (waits[to] as number) + by;
    }
  }

  function takeBack(): void {
    const one = trail[--count] as number;
    left += 1;
    gone[one] = 0;
    firstOpen = Math.min(firstOpen, rank[one] as number);
    toggle(one);
    next[previous[one] as number] = one;
    previous[next[one] as number] = one;
    for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++) {
      const version = read[at] as number;
      readersLeft[version] = (readersLeft[version] as number) + 1;
      touch(key[version] as number);
    }
    for (let at = (writeStart[one + 1] as number) - 1; at >= (writeStart[one] as number); at--) {
      const version = write[at] as number;
      const place = key[version] as number;
      hold(place, replaced[--replacements] as number);
      const stands = placeByDeadline[version] as number;
      if (stands < (firstByDeadline[place] as number)) firstByDeadline[place] = stands;
    }
    release(one, 1);
  }

  /** Looks once at everyone who may be next. @returns the number of candidates, or -1 where others were placed */
  function sweep(candidates: Int32Array): number {
    const before = count;
    let found = 0;
    let reach = limit();
    for (let one = next[end] as number; one < reach; one = next[one] as number) {
      looked += 1;
      const blocker = blockedBy[one] as number;
      if (blocker !== absent && changed[blocker] === blockedAt[one]) continue;
      blockedBy[one] = absent;
      if (!isReady(one)) continue;
      if (blind[one] === 1) {
        if (!mustWait(one)) candidates[found++] = one;
        continue;
      }
      place(one);
      reach = limit();
    }
    return count > before ? -1 : found;
  }

  prepare();
  return {
    placeWhatMust(candidates) {
      for (;;) {
        const found = sweep(candidates);
        if (found >= 0) return found;
      }
    },
    place,
    undoTo(placed) {
      while (count > placed) takeBack();
    },
    placed: () => count,
    left: () => left,
    firstLeft: () => next[end] as number,
    steps: () => looked,
    fingerprint,
  };
}
