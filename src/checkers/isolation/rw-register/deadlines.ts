// What real time says about the writes of one key: until when each must have taken effect, and since when it certainly has
// not been overwritten (the zones of Gibbons and Korach, "Testing Shared Memories", SIAM J. Comput. 26, 1997, with
// deadlines handed on from readers to those they read from).

import { absent } from '../../../history/interner.ts';
import type { SerialProblem } from './serial-problem.ts';

export interface Deadlines {
  /** For each transaction the row before which it must have been placed; `noDeadline` where there is none. */
  readonly deadline: Int32Array;
  /** For each version the last row at which someone who made or read it was begun: it cannot be gone before. */
  readonly lastSeen: Int32Array;
  /** Written versions of each key by deadline; entries as in `written.start`. */
  readonly byDeadline: Int32Array;
  /** Who wrote those. */
  readonly writers: Int32Array;
}

/** More than any row. */
const noDeadline = 2 ** 31 - 1;

type Input = Pick<SerialProblem, 'transactions' | 'registers' | 'readers' | 'written'>;

export function createDeadlines({ transactions, registers, readers, written }: Input): Deadlines {
  const { completed, completion, invocation, length } = transactions;
  const { readStart, read, writer, versions } = registers;
  const deadline = new Int32Array(length).fill(noDeadline);
  // The earliest completion comes first, so that each transaction is given its deadline once.
  const waiting: number[] = [];
  for (const transaction of completed) {
    const row = completion[transaction] as number;
    if (row < (deadline[transaction] as number)) {
      deadline[transaction] = row;
      waiting.push(transaction);
    }
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      for (let at = readStart[one] as number; at < (readStart[one + 1] as number); at++) {
        const source = writer[read[at] as number] as number;
        if (source === absent || (deadline[source] as number) <= row) continue;
        deadline[source] = row;
        waiting.push(source);
      }
    }
  }
  const lastSeen = new Int32Array(versions).fill(absent);
  for (let version = 0; version < versions; version++) {
    const source = writer[version] as number;
    let latest = source === absent ? absent : (invocation[source] as number);
    const last = (readers.start[version + 1] as number) - 1;
    // Readers ascend, and so do their invocations.
    if (last >= (readers.start[version] as number)) {
      latest = Math.max(latest, invocation[readers.of[last] as number] as number);
    }
    lastSeen[version] = latest;
  }
  const byDeadline = written.of.slice();
  const of = (version: number): number => deadline[writer[version] as number] as number;
  for (let key = 0; key + 1 < written.start.length; key++) {
    sortBy(of, byDeadline, written.start[key] as number, written.start[key + 1] as number);
  }
  const writers = byDeadline.map((version) => writer[version] as number);
  return { deadline, lastSeen, byDeadline, writers };
}

/** Versions so few, and mostly in order already, are sorted fastest by insertion. */
const FEW = 64;

function sortBy(deadline: (version: number) => number, versions: Int32Array, from: number, to: number): void {
  if (to - from > FEW) {
    versions.subarray(from, to).sort((a, b) => deadline(a) - deadline(b) || a - b);
    return;
  }
  for (let end = from + 1; end < to; end++) {
    const one = versions[end] as number;
    const until = deadline(one);
    let at = end - 1;
    for (; at >= from && deadline(versions[at] as number) > until; at--) {
      versions[at + 1] = versions[at] as number;
    }
    versions[at + 1] = one;
  }
}
