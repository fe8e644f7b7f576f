// Internal consistency (the axiom INT of Cerone, Bernardi and Gotsman): within a transaction, a read finds what its own
// earlier reads and appends of the key leave.

import { microKind, type TransactionColumns } from '../../../history/transactions.ts';

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
  { kind, value, listStart, listLength, elements }: TransactionColumns,
  operation: Int32Array,
  from: number,
  slot: number,
): Expected | null {
  let base = slot - 1;
  while (base >= from && kind[operation[base] as number] !== microKind.read) base -= 1;
  const exact = base >= from;
  const length = (one: number): number => Math.max(0, listLength[operation[one] as number] as number);
  const first = (one: number): number => listStart[operation[one] as number] as number;
  const known = exact ? length(base) : 0;
  const appended = slot - base - 1;
  const surplus = length(slot) - known - appended;
  let fits = exact ? surplus === 0 : surplus >= 0;
  const expectedAt = (index: number): number =>
    index < known
      ? (elements[first(base) + index] as number)
      : (value[operation[base + 1 + index - known] as number] as number);
  for (let index = 0; fits && index < known + appended; index++) {
    if (elements[first(slot) + surplus + index] !== expectedAt(index)) fits = false;
  }
  if (fits) return null;
  return { exact, expected: Array.from({ length: known + appended }, (_, index) => expectedAt(index)) };
}
