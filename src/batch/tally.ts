// What a batch found so far, added up over its seeds.

import { worstExitCode } from '../runner/exit-code.ts';
import type { SavedBatch, SeedRecord } from '../store/batch.ts';

export interface BatchSummary {
  readonly seeds: { readonly first: number; readonly count: number };
  readonly finished: number;
  readonly exitCode: number;
  /** Number of seeds by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Number of seeds by what found their violation. */
  readonly violations: Readonly<Record<string, number>>;
  /** Every seed that is not valid. */
  readonly failed: readonly SeedRecord[];
  /** Number of seeds that reached each condition. */
  readonly conditions: Readonly<Record<string, number>>;
  readonly neverReached: readonly string[];
  readonly events: number;
  readonly simulatedMs: number;
  /** Sum over the seeds of how long each took. */
  readonly runMs: number;
}

/** Adds the seeds up. A batch that did not run all of its seeds is no valid one for that alone. */
export function summarizeBatch({ batch, records }: SavedBatch): BatchSummary {
  const outcomes: Record<string, number> = {};
  const violations: Record<string, number> = {};
  const conditions: Record<string, number> = Object.fromEntries(batch.conditions.map((name) => [name, 0]));
  const count = (counts: Record<string, number>, name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const record of records) {
    count(outcomes, record.outcome);
    for (const name of record.violations) count(violations, name);
    for (const name of Object.keys(record.conditions)) count(conditions, name);
  }
  const sum = (valueOf: (record: SeedRecord) => number): number =>
    records.reduce((total, record) => total + valueOf(record), 0);
  return {
    seeds: batch.seeds,
    finished: records.length,
    exitCode: worstExitCode(records.map(({ exitCode }) => exitCode)),
    outcomes,
    violations,
    failed: records.filter(({ outcome }) => outcome !== 'valid'),
    conditions,
    neverReached: Object.keys(conditions).filter((name) => conditions[name] === 0),
    events: sum(({ events }) => events),
    simulatedMs: sum(({ simulatedMs }) => simulatedMs),
    runMs: sum(({ wallMs }) => wallMs),
  };
}
