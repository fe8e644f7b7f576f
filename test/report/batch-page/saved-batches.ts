// Batches as they lie on disk, for tests of their page: a seed for each outcome.

import { summarizeBatch } from '../../../src/batch/tally.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { BatchPageInput } from '../../../src/report/batch-page/batch-page-input.ts';
import { relativeAddress } from '../../../src/report/suite-page/page-of-suite.ts';
import { exitCodeOf } from '../../../src/runner/exit-code.ts';
import type { SavedBatch, SeedRecord } from '../../../src/store/batch.ts';
import type { Outcome } from '../../../src/store/results.ts';
import { tinyPlan } from '../../batch/tiny-simulated-plan.ts';

export function seedRecord(seed: number, outcome: Outcome, changes: Partial<SeedRecord> = {}): SeedRecord {
  return {
    seed,
    outcome,
    exitCode: exitCodeOf(outcome),
    violations: outcome === 'violation' ? ['linearizable'] : [],
    reason: outcome === 'valid' ? '' : `Why seed ${seed} is ${outcome}.`,
    traceHash: 'abc',
    wallMs: 1000,
    simulatedMs: 4000,
    events: 100,
    ok: 80,
    figures: null,
    conditions: { 'leader-changed': 2 },
    run: outcome === 'violation' ? `tiny/2030-01-01T00-00-0${seed}.000Z` : null,
    ...changes,
  };
}

/** Seeds from 1 on, one for each outcome. @param count how many were to be run */
export function savedBatch(outcomes: readonly Outcome[], count = outcomes.length): SavedBatch {
  return {
    batch: {
      format: 1,
      seeds: { first: 1, count },
      versions: { commit: 'c0ffee' },
      startedAt: '2030-01-01T00:00:00.000Z',
      conditions: ['leader-changed', 'torn-tail-cut'],
    },
    records: outcomes.map((outcome, at) => seedRecord(at + 1, outcome)),
  };
}

export function batchInputOf(saved: SavedBatch, plan: Plan = tinyPlan): BatchPageInput {
  return {
    saved,
    summary: summarizeBatch(saved),
    plan,
    time: '2030-01-01T00-00-00.000Z',
    addressOf: relativeAddress,
  };
}

/** The same batch with an attack in every text that a plan, a database or a folder may bring. */
export function hostileBatch(evil: string): BatchPageInput {
  const { batch, records } = savedBatch(['valid', 'violation']);
  const saved = {
    batch: { ...batch, versions: { [evil]: evil }, startedAt: evil, conditions: [evil, `never ${evil}`] },
    records: records.map((record) => ({
      ...record,
      reason: evil,
      violations: record.violations.map(() => evil),
      conditions: { [evil]: 1 },
      run: record.run === null ? null : `javascript:alert(1)"/${evil.replaceAll('/', '')}`,
    })),
  };
  return batchInputOf(saved, { ...tinyPlan, name: evil, workload: evil, nemesis: [evil], version: evil });
}
