// Why one transaction depends on another, in words, for the few edges that people are shown.

import { absent } from '../../../history/interner.ts';
import { microKind } from '../../../history/transactions.ts';
import { edgeKind } from '../graph/edge.ts';
import type { Transactions } from '../transactions.ts';
import { createWords, type EdgeWords } from '../words.ts';
import type { Registers } from './registers.ts';

export function registerEdgeWords(transactions: Transactions, registers: Registers): EdgeWords {
  const { columns, row } = transactions;
  const { start, kind, key: keyOf, value } = columns.transactions;
  const { key, readStart, read, writeStart, write, writer } = registers;
  const words = createWords(transactions);
  const readsOf = (one: number): readonly number[] => [...read.subarray(readStart[one], readStart[one + 1])];
  const writesOf = (one: number): readonly number[] => [
    ...write.subarray(writeStart[one], writeStart[one + 1]),
  ];

  /** What a version holds: the last write of its transaction. */
  function valueOf(version: number): string {
    const source = writer[version] as number;
    if (source === absent) return 'null';
    const at = row[source] as number;
    for (let one = (start[at + 1] as number) - 1; one >= (start[at] as number); one--) {
      if (keyOf[one] === key[version] && kind[one] === microKind.write)
        return words.value(value[one] as number);
    }
    return 'null';
  }

  const onSameKey = (
    left: readonly number[],
    right: readonly number[],
  ): readonly [number, number] | undefined => {
    for (const one of left) {
      const other = right.find((candidate) => candidate !== one && key[candidate] === key[one]);
      if (other !== undefined) return [one, other];
    }
    return undefined;
  };

  return (from, to, kind) => {
    const [first, second] = [words.transaction(from), words.transaction(to)];
    if (kind === edgeKind.wr) {
      const version = writesOf(from).find((one) => readsOf(to).includes(one));
      if (version === undefined) return null;
      return `${second} read ${valueOf(version)} in ${words.key(key[version] as number)}, which ${first} had written`;
    }
    const pair = onSameKey(kind === edgeKind.rw ? readsOf(from) : writesOf(from), writesOf(to));
    if (pair === undefined) return null;
    const [earlier, later] = pair;
    const place = words.key(key[earlier] as number);
    return kind === edgeKind.rw
      ? `${second} wrote ${valueOf(later)} to ${place} over what ${first} had read, ${valueOf(earlier)}`
      : `${second} wrote ${valueOf(later)} to ${place} after ${first} had written ${valueOf(earlier)}`;
  };
}
