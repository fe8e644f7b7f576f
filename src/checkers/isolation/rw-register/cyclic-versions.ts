// A transaction that read one version of a key and then wrote another put the second after the first: in a store that holds
// one copy of a register, the write replaced what was read. Each version has at most one such predecessor, so that going back
// from each version either ends or turns in a circle. What a transaction read only after it had written the key tells nothing.

import { absent } from '../../../history/interner.ts';
import { microKind } from '../../../history/transactions.ts';
import type { Findings } from '../anomaly.ts';
import type { Transactions } from '../transactions.ts';
import { createWords } from '../words.ts';
import type { Registers } from './registers.ts';

/** Transactions of a circle that are named. */
const MOST_NAMED = 8;

/** Notes every circle of versions as `cyclic-versions`. */
export function noteCyclicVersions(
  transactions: Transactions,
  registers: Registers,
  findings: Findings,
): void {
  const { versions, writer, key, readStart, read, writeStart, write, happened } = registers;
  const before = new Int32Array(versions).fill(absent);
  for (let one = 0; one < happened.length; one++) {
    if (happened[one] !== 1) continue;
    for (let to = writeStart[one] as number; to < (writeStart[one + 1] as number); to++) {
      const version = write[to] as number;
      if (!readsFirst(transactions, one, key[version] as number)) continue;
      for (
        let from = readStart[one] as number;
        before[version] === absent && from < (readStart[one + 1] as number);
        from++
      ) {
        if (key[read[from] as number] === key[version]) before[version] = read[from] as number;
      }
    }
  }
  const words = createWords(transactions);
  const walk = new Int32Array(versions).fill(absent);
  for (let start = 0; start < versions; start++) {
    let at = start;
    while (at !== absent && walk[at] === absent) {
      walk[at] = start;
      at = before[at] as number;
    }
    if (at === absent || walk[at] !== start) continue;
    const circle = [at];
    for (let next = before[at] as number; next !== at; next = before[next] as number) circle.push(next);
    const members = circle.map((version) => writer[version] as number);
    findings.add('cyclic-versions', () => ({
      transactions: members.slice(0, MOST_NAMED),
      text: `Each of ${members.slice(0, MOST_NAMED).map(words.transaction).join(', ')} read in ${words.key(key[at] as number)} what the next one wrote, and wrote over it: round in a circle.`,
    }));
  }
}

/** Whether the first thing that a transaction does with a key is to read it. */
function readsFirst({ columns, row }: Transactions, transaction: number, wanted: number): boolean {
  const { start, kind, key } = columns.transactions;
  const at = row[transaction] as number;
  for (let micro = start[at] as number; micro < (start[at + 1] as number); micro++)
    if (key[micro] === wanted) return kind[micro] === microKind.read;
  return false;
}
