// What is left open where the memory does not suffice: all that was not found by then. What was found stands.

import type { AnomalyName, Findings } from './anomaly.ts';
import { MemoryRanOut } from './memory.ts';
import type { Transactions } from './transactions.ts';
import { anomalyNames, type Judged } from './verdict.ts';
import { undecidedModel } from './version-orders/decide-model.ts';

/** What an examination leaves open. */
export type Left = Pick<Judged, 'undecided' | 'open' | 'decision'>;

/** Examines a history. Where memory runs out, everything is open that is not among the findings by then. */
export function withinMemory({ length }: Transactions, findings: Findings, examine: () => Left): Left {
  try {
    return examine();
  } catch (error) {
    if (!(error instanceof MemoryRanOut)) throw error;
    const undecided: readonly AnomalyName[] = anomalyNames.filter((name) => !findings.has(name));
    const found =
      undecided.length === anomalyNames.length
        ? 'No anomaly was found so far'
        : 'Not every anomaly was looked for';
    const reason = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    return { undecided, open: `${reason}. ${found} among ${length} transactions.`, decision: undecidedModel };
  }
}
