// Cycles in words and as pictures, for the findings.

import { cycleAnomaly, type Finding, type Findings, type Step } from './anomaly.ts';
import type { Cycle } from './graph/cycle.ts';
import type { NamedCycles } from './graph/cycle-collection.ts';
import { claimLayerOf, claimOf, edgeKind, kindOf, severity } from './graph/edge.ts';
import type { Transactions } from './transactions.ts';
import { createWords, type EdgeWords } from './words.ts';

/** Names of the kinds of edges. */
const KIND_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(edgeKind).map(([name, kind]) => [kind, name]),
);

/** Notes cycles among the findings, with a sentence for each edge. */
export function noteCycles(
  transactions: Transactions,
  cycles: readonly NamedCycles[],
  wordsFor: EdgeWords,
  findings: Findings,
): void {
  for (const { name, cycles: shortest } of cycles) {
    for (const cycle of shortest) findings.add(name, () => describeCycle(transactions, cycle, wordsFor));
  }
}

/** A cycle as a finding: a sentence for each edge. */
export function describeCycle(
  transactions: Transactions,
  { nodes, labels }: Cycle,
  wordsFor: EdgeWords,
): Finding {
  const words = createWords(transactions);
  const { columns, invocation } = transactions;
  const steps = nodes.map((from, position): Step => {
    const to = nodes[(position + 1) % nodes.length] as number;
    const kind = kindOf(labels[position] as number);
    const process = columns.process[invocation[from] as number] as number;
    const text =
      kind === edgeKind.realtime
        ? `${words.transaction(from)} was over before ${words.transaction(to)} was begun`
        : kind === edgeKind.process
          ? `process ${process} did ${words.transaction(from)} before ${words.transaction(to)}`
          : (wordsFor(from, to, kind) ?? `${words.transaction(from)} comes before ${words.transaction(to)}`) +
            becauseOf(labels[position] as number);
    return { from, to, kind: KIND_NAMES.get(kind) ?? '', text };
  });
  return { transactions: nodes, text: `${steps.map(({ text }) => text).join('; ')}: a cycle.`, steps };
}

/** What an order that nobody saw is concluded from. */
function becauseOf(label: number): string {
  const claim = claimOf(label);
  return claim === severity.g0
    ? ''
    : ` (the other order would be ${cycleAnomaly({ severity: claim, layer: claimLayerOf(label) })})`;
}
