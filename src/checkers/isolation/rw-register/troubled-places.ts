// Where no serial order goes on. After the first such place the reads around it are excused, as if nobody had told what they
// found, and an order of everything else is looked for; so one anomaly hides none that is far from it.

import { bytesOfReaders, readersOf } from './readers.ts';
import type { Registers } from './registers.ts';
import type { SerialProblem } from './serial-problem.ts';
import { findSerialOrder, type SerialLimits, type SerialOutcome } from './serial-search.ts';

const mostPlaces = 100;
/** Transactions begun before and after one at which no order went on, that are excused with it. */
const firstReach = 32;
const furthestReach = 4096;

/**
 * A transaction at each place that could not be placed: all of them where an order of everything else is found within the
 * limits.
 * @param first what the search among all transactions came to; null where none has been made
 */
export function troubledPlaces(
  problem: SerialProblem,
  first: SerialOutcome | null,
  limits: SerialLimits,
): readonly number[] {
  const excused = new Uint8Array(problem.transactions.length);
  const centres: number[] = [];
  let reach = firstReach;
  for (let outcome = first; ; ) {
    outcome ??= findElsewhere(problem, excused, limits);
    if (outcome.kind === 'order') return centres;
    const { reached } = outcome;
    const isAgain = excused[reached] === 1;
    reach = isAgain ? reach * 4 : firstReach;
    if (!isAgain) centres.push(reached);
    if (centres.length >= mostPlaces || reach > furthestReach || performance.now() > limits.deadlineMs)
      return centres;
    excused.fill(1, Math.max(0, reached - reach), reached + reach + 1);
    if (isAgain) excuseLateReaders(problem, reached, excused);
    outcome = null;
  }
}

/** An order of all, as if these transactions had read nothing. */
function findElsewhere(problem: SerialProblem, excused: Uint8Array, limits: SerialLimits): SerialOutcome {
  const { readStart, read } = problem.registers;
  const bytes = (readStart.length + read.length) * Int32Array.BYTES_PER_ELEMENT;
  return limits.memory.during(bytes, `the reads of ${excused.length} transactions without some`, () => {
    const registers = withoutReads(problem.registers, excused);
    const readers = readersOf(registers, limits.memory);
    const outcome = findSerialOrder({ ...problem, registers, readers }, limits);
    limits.memory.release(bytesOfReaders(registers));
    return outcome;
  });
}

/** Those begun after a transaction was over that found what was there before it wrote. */
function excuseLateReaders(
  { registers, readers, transactions, written }: SerialProblem,
  one: number,
  excused: Uint8Array,
): void {
  const { key, write, writeStart, writer } = registers;
  for (let at = writeStart[one] as number; at < (writeStart[one + 1] as number); at++) {
    const of = key[write[at] as number] as number;
    const earlier = [of, ...written.of.subarray(written.start[of], written.start[of + 1])].filter(
      (version) => version !== write[at] && (writer[version] as number) < one,
    );
    for (const version of earlier) {
      for (const reader of readers.of.subarray(readers.start[version], readers.start[version + 1]))
        if (reader >= (transactions.after[one] as number)) excused[reader] = 1;
    }
  }
}

/** What is known without what these transactions read. */
function withoutReads(registers: Registers, excused: Uint8Array): Registers {
  const { readStart, read } = registers;
  const start = new Int32Array(readStart.length);
  const kept = new Int32Array(read.length);
  let count = 0;
  for (let one = 0; one < excused.length; one++) {
    if (excused[one] === 0) {
      for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++)
        kept[count++] = read[at] as number;
    }
    start[one + 1] = count;
  }
  return { ...registers, readStart: start, read: kept.subarray(0, count) };
}
