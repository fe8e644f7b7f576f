// What deciders show of a violation: rows of the calls that contradict each other.

import { type CallColumns, NEVER } from '../call-columns.ts';
import type { Decision } from '../decision.ts';

/** A violation shown by calls; `within` when it needs later rows than theirs to be seen. */
export function contradictionOf(
  { invoked, completed }: CallColumns,
  reason: string,
  list: readonly number[],
  within = 0,
): Decision {
  const rows = new Set<number>();
  let last = within;
  for (const call of list) {
    if (call < 0) continue;
    rows.add(invoked[call] as number);
    const end = completed[call] as number;
    if (end === NEVER) continue;
    rows.add(end);
    last = Math.max(last, end);
  }
  return { kind: 'violation', reason, positions: [...rows].sort((a, b) => a - b), within: last };
}
