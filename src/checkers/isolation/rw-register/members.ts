// The transactions around one at which no order went on: those begun before and after it, those they read from, and those
// that read the same.

import { absent } from '../../../history/interner.ts';
import { mostInferred } from './inference.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

/** Places that are looked at that widely, and how many transactions around each further one. */
const placesSeenWide = 1;
const fewerInferred = 400;

/**
 * At most `mostInferred` transactions around each of some places, ascending: once all that happened where they are not more.
 */
export function membersAround(
  registers: Registers,
  readers: Rows,
  centres: () => readonly number[],
): readonly Int32Array[] {
  const all: number[] = [];
  registers.happened.forEach((yes, one) => {
    if (yes === 1) all.push(one);
  });
  if (all.length <= mostInferred) return [Int32Array.from(all)];
  return centres().map((centre, place) => around(registers, readers, all, centre, place));
}

function around(
  { happened, writer, readStart, read, writeStart, write }: Registers,
  readers: Rows,
  all: readonly number[],
  centre: number,
  place: number,
): Int32Array {
  const most = place < placesSeenWide ? mostInferred : fewerInferred;
  const at = positionFrom(all, centre);
  const half = Math.floor(most / 4);
  const near = all.slice(Math.max(0, at - half), at + half);
  const members = new Set(near);
  const join = (one: number): void => {
    if (members.size < most && happened[one] === 1) members.add(one);
  };
  const joinReaders = (version: number): void => {
    for (
      let reader = readers.start[version] as number;
      reader < (readers.start[version + 1] as number);
      reader++
    ) {
      join(readers.of[reader] as number);
    }
  };
  for (const one of near) {
    for (let place = readStart[one] as number; place < (readStart[one + 1] as number); place++) {
      const version = read[place] as number;
      const source = writer[version] as number;
      if (source === absent) continue;
      join(source);
      joinReaders(version);
    }
    for (let place = writeStart[one] as number; place < (writeStart[one + 1] as number); place++) {
      joinReaders(write[place] as number);
    }
  }
  return Int32Array.from([...members].sort((a, b) => a - b));
}

/** Of ascending numbers, the position of the first that is not below a limit. */
function positionFrom(numbers: readonly number[], limit: number): number {
  const found = numbers.findIndex((number) => number >= limit);
  return found === -1 ? numbers.length : found;
}
