// The writes of each session, numbered in its order, and for each key those of one session after another: which is the
// last one of a key that a vector clock holds.

import { absent } from '../history/interner.ts';
import type { RegisterAccesses } from './register-accesses.ts';

/** Clocks have one entry per session that writes: how many of its writes are in the past. */
export interface WritesBySession {
  readonly sessionCount: number;
  /** Whether a write is in the past that a clock describes. */
  isIn(access: number, clock: Int32Array): boolean;
  /** Puts a write into the past. */
  enter(access: number, clock: Int32Array): void;
  /** Of each session that wrote the key, the last of its writes that the clock holds. */
  lastWrites(key: number, clock: Int32Array): Iterable<number>;
}

interface Lane {
  readonly session: number;
  /** Ascending numbers of its writes of the key, and the accesses. */
  readonly numbers: number[];
  readonly accesses: number[];
}

export function createWritesBySession({
  length,
  session,
  key,
  keyCount,
  writes,
}: RegisterAccesses): WritesBySession {
  const writers = new Map<number, number>();
  const counts: number[] = [];
  /** Of a writing access: its session among those that write, and its number there, from 1. */
  const sessionOf = new Int32Array(length).fill(absent);
  const numberOf = new Int32Array(length);
  const lanes: Map<number, Lane>[] = Array.from({ length: keyCount }, () => new Map());
  for (let access = 0; access < length; access++) {
    if (writes[access] === absent) continue;
    const writer = writers.get(session[access] as number) ?? writers.size;
    writers.set(session[access] as number, writer);
    const number = (counts[writer] ?? 0) + 1;
    counts[writer] = number;
    sessionOf[access] = writer;
    numberOf[access] = number;
    const ofKey = lanes[key[access] as number] as Map<number, Lane>;
    const lane = ofKey.get(writer) ?? { session: writer, numbers: [], accesses: [] };
    ofKey.set(writer, lane);
    lane.numbers.push(number);
    lane.accesses.push(access);
  }
  return {
    sessionCount: writers.size,
    isIn: (access, clock) => (clock[sessionOf[access] as number] as number) >= (numberOf[access] as number),
    enter(access, clock) {
      clock[sessionOf[access] as number] = numberOf[access] as number;
    },
    lastWrites(ofKey, clock) {
      const found: number[] = [];
      for (const { session: writer, numbers, accesses } of (lanes[ofKey] as Map<number, Lane>).values()) {
        const at = countUpTo(numbers, clock[writer] as number) - 1;
        if (at >= 0) found.push(accesses[at] as number);
      }
      return found;
    },
  };
}

/** How many of ascending numbers are not above a limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
