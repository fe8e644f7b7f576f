// From what was found to the verdict: which models it rules out, whether the one asked for is among them, and the worst
// case in words, operations and pictures.

import type { History } from '../../history/history.ts';
import { absent } from '../../history/interner.ts';
import type { JsonValue, Operation } from '../../history/operation.ts';
import type { Verdict } from '../checker.ts';
import { mostShown } from '../verdicts.ts';
import {
  type AnomalyName,
  cycleAnomalies,
  type Finding,
  type Findings,
  plainAnomalies,
  shapeAnomalies,
} from './anomaly.ts';
import { type ModelName, ruledOut, strongestPossible, weakestOf } from './models.ts';
import { drawCycle } from './picture.ts';
import type { Transactions } from './transactions.ts';
import type { ModelDecision } from './version-orders/decide-model.ts';

/** What a checker learned of a history. */
export interface Judged {
  readonly transactions: Transactions;
  readonly findings: Findings;
  /** Anomalies that could not be looked for to the end. */
  readonly undecided: readonly AnomalyName[];
  /** Why the model asked for is not known to hold although nothing it forbids was found; empty otherwise. */
  readonly open: string;
  /** What an order of the versions, or that there is none, says of the model asked for. */
  readonly decision: ModelDecision;
  readonly startedMs: number;
}

/** Anomalies, the most telling first. */
export const anomalyNames: readonly AnomalyName[] = [
  ...(Object.keys(plainAnomalies) as (keyof typeof plainAnomalies)[]).filter(
    (name) => !/^no-(serial|version)-order/.test(name),
  ),
  ...(Object.keys(shapeAnomalies) as (keyof typeof shapeAnomalies)[]),
  ...cycleAnomalies,
  'no-version-order',
  'no-serial-order',
  'no-serial-order-process',
  'no-serial-order-realtime',
];

/** The verdict about one model, with everything else in its details. */
export function verdictOn(
  checker: string,
  model: ModelName,
  history: History,
  { transactions, findings, undecided, open, decision, startedMs }: Judged,
): Verdict {
  const names = anomalyNames.filter((name) => findings.has(name));
  const refuted = decision.kind === 'refuted' ? decision : null;
  const impossible = ruledOut(names, refuted === null ? [] : [model]);
  const forbidden = names.filter((name) => name === refuted?.by || ruledOut([name]).has(model));
  const weakest = weakestOf(impossible);
  const worst = forbidden[0];
  const shown = worst === undefined ? undefined : (refuted?.finding ?? findings.cases(worst)[0]);
  const drawn = [
    ...(shown === undefined ? [] : [shown]),
    ...names.flatMap((name) => findings.cases(name)),
  ].find(({ steps }) => steps !== undefined);
  // What would rule out nothing more is no open question.
  const unsettled = undecided.filter((name) => [...ruledOut([name])].some((one) => !impossible.has(one)));
  const unsettledOfModel = unsettled.filter((name) => ruledOut([name]).has(model));
  const details = {
    model,
    transactions: transactions.length,
    anomalies: Object.fromEntries(names.map((name) => [name, describeAnomaly(transactions, findings, name)])),
    not: [...weakest],
    alsoNot: [...impossible].filter((one) => !weakest.includes(one)),
    strongestPossible: [...strongestPossible(impossible)],
    undecided: [...unsettled],
    // Every read names its key: what a search by a condition missed is not in such a history.
    predicates: 'not seen: G2 is judged for single items only',
    ...(drawn === undefined ? {} : drawCycle(transactions, drawn)),
    milliseconds: Math.round(performance.now() - startedMs),
  };
  const verdict = (
    valid: Verdict['valid'],
    reason: string,
    witnesses: readonly Operation[] = [],
  ): Verdict => ({
    checker,
    valid,
    reason,
    witnesses,
    details,
  });
  if (worst !== undefined && shown !== undefined) {
    const others = forbidden.filter((name) => name !== worst);
    const more = others.length === 0 ? '' : ` Also found: ${others.join(', ')}.`;
    const reason = `Not ${model}: ${worst}. ${shown.text}${more}`;
    return verdict(false, reason, witnessesOf(history, transactions, shown));
  }
  if (open !== '') return verdict('unknown', open);
  if (decision.kind === 'holds') return verdict(true, '');
  if (decision.kind === 'open' && decision.reason !== '') return verdict('unknown', decision.reason);
  if (unsettledOfModel.length > 0) {
    return verdict(
      'unknown',
      `The bound of the search for cycles was reached before ${unsettledOfModel.join(', ')} could be excluded.`,
    );
  }
  return verdict(true, '');
}

/** A history that cannot be judged at all. */
export function unjudged(checker: string, model: ModelName, reason: string): Verdict {
  return {
    checker,
    valid: 'unknown',
    reason: `The history cannot be judged: ${reason}.`,
    witnesses: [],
    details: { model },
  };
}

function describeAnomaly({ invocation }: Transactions, findings: Findings, name: AnomalyName): JsonValue {
  return {
    count: findings.count(name),
    cases: findings.cases(name).map(({ transactions, text, steps }) => ({
      text,
      transactions: transactions.map((one) => invocation[one] as number),
      ...(steps === undefined
        ? {}
        : {
            steps: steps.map(({ from, to, kind, text }) => ({
              from: invocation[from] as number,
              to: invocation[to] as number,
              kind,
              text,
            })),
          }),
    })),
  };
}

/** Both ends of the transactions of a case, as far as they are few. */
function witnessesOf(
  history: History,
  transactions: Transactions,
  { transactions: shown }: Finding,
): readonly Operation[] {
  const rows = shown
    .slice(0, mostShown)
    .flatMap((one) => [transactions.invocation[one] as number, transactions.completion[one] as number]);
  return [...new Set(rows.filter((row) => row !== absent))]
    .sort((a, b) => a - b)
    .map((row) => history.evidence(row));
}
