// Internal consistency (the axiom INT of Cerone, Bernardi and Gotsman): within a transaction, a read finds what its own
// earlier reads and appends of the key leave.

import { elementsRead, microKind, type TransactionColumns } from '../../../history/transactions.ts';

const NOTHING = new Int32Array(0);

export interface Expected {
  readonly expected: readonly number[];
  /** Whether the list must be exactly that; otherwise it must end like that. */
  readonly exact: boolean;
}

/**
 * What a read should have found.
 * @param from first slot of the transaction's micro-operations of this key
 * @returns `null` where it did
 */
export function internalProblem(
  transactions: TransactionColumns,
  operation: Int32Array,
  from: number,
  slot: number,
): Expected | null {
  const { kind, value } = transactions;
  let base = slot - 1;
  while (base >= from && kind[operation[base] as number] !== microKind.read) base -= 1;
  const exact = base >= from;
  const before = exact ? elementsRead(transactions, operation[base] as number) : NOTHING;
  const found = elementsRead(transactions, operation[slot] as number);
  const known = before.length;
  const appended = slot - base - 1;
  const surplus = found.length - known - appended;
  let fits = exact ? surplus === 0 : surplus >= 0;
  const expectedAt = (index: number): number =>
    index < known
      ? (before[index] as number)
      : (value[operation[base + 1 + index - known] as number] as number);
  for (let index = 0; fits && index < known + appended; index++) {
    if (found[surplus + index] !== expectedAt(index)) fits = false;
  }
  if (fits) return null;
  return { exact, expected: Array.from({ length: known + appended }, (_, index) => expectedAt(index)) };
}
