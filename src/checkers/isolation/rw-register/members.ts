// The transactions around one at which no order went on: those begun before and after it, those they read from, and those
// that read the same.

import { absent } from '../../../history/interner.ts';
import { mostInferred } from './inference.ts';
import type { Rows } from './readers.ts';
import type { Registers } from './registers.ts';

/** At most `mostInferred` transactions, ascending: all that happened where they are not more. */
export function membersAround(
  { happened, writer, readStart, read, writeStart, write }: Registers,
  readers: Rows,
  centre: number,
): Int32Array {
  const all: number[] = [];
  happened.forEach((yes, one) => {
    if (yes === 1) all.push(one);
  });
  if (all.length <= mostInferred) return Int32Array.from(all);
  const at = Math.max(
    0,
    all.findIndex((one) => one >= centre),
  );
  const half = Math.floor(mostInferred / 4);
  const near = all.slice(Math.max(0, at - half), at + half);
  const members = new Set(near);
  const join = (one: number): void => {
    if (members.size < mostInferred && happened[one] === 1) members.add(one);
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
