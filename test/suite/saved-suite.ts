// Suites as they lie on disk, for tests: a job for each outcome, and maybe canaries.

import { exitCodeOf } from '../../src/runner/exit-code.ts';
import type { RunFigures } from '../../src/store/figures.ts';
import type { Outcome } from '../../src/store/results.ts';
import { type JobRecord, type SavedSuite, type Suite, suiteFiles } from '../../src/store/suite.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';

type Job = Suite['jobs'][number];

export const usualFigures: RunFigures = {
  seconds: 4,
  okPerSecond: 40,
  latencyMs: null,
  answeredPercent: 90,
  availableReadsPercent: null,
  availableWritesPercent: null,
  longestOutageMs: 250,
  faults: [
    { package: 'kill', startMs: 1000, failoverMs: 100 },
    { package: 'kill', startMs: 2000, failoverMs: 300, recoveryMs: null },
  ],
};

export function recordOf(
  { id }: Pick<Job, 'id'>,
  outcome: Outcome,
  changes: Partial<JobRecord> = {},
): JobRecord {
  return {
    job: id,
    attempt: 1,
    outcome,
    exitCode: exitCodeOf(outcome),
    violations: outcome === 'violation' ? ['linearizable'] : [],
    reason: outcome === 'valid' ? '' : `This run is ${outcome}.`,
    startedAt: '2030-01-01T00:00:00.000Z',
    wallMs: 1000,
    suiteMs: 2000,
    counts: { invoked: 10, ok: 8, fail: 1, info: 1 },
    classes: outcome === 'violation' ? ['linearizable'] : [],
    figures: usualFigures,
    traceHash: 'abc',
    conditions: { 'leader-changed': 2 },
    run: null,
    ...changes,
  };
}

/** @param canary outcomes of the jobs of the canary `broken`; without any there is none */
export function savedSuite(
  outcomes: readonly Outcome[],
  canary: readonly Outcome[] = [],
  changes: Partial<Suite> = {},
): SavedSuite {
  const jobsOf = (group: string, count: number): readonly Job[] =>
    Array.from({ length: count }, (_, seed) => ({
      id: `${group}: register, seed ${seed}`,
      group,
      nemesis: 'partition,kill',
      plan: { ...tinyPlan, seed },
    }));
  const broken = jobsOf('broken', canary.length);
  const seeds = jobsOf('seeds', outcomes.length);
  const suite: Suite = {
    format: 1,
    name: 'nightly',
    file: 'nightly.yaml',
    digest: 'd1',
    firstSeed: 0,
    shard: null,
    startedAt: '2030-01-01T00:00:00.000Z',
    budgetMs: null,
    builds: { current: { anvil: 'the checkout', bundle: 'b1' } },
    groups: [
      ...(canary.length === 0 ? [] : [{ name: 'broken', isCanary: true, weight: 1 }]),
      { name: 'seeds', isCanary: false, weight: 1 },
    ],
    jobs: [...broken, ...seeds],
    thresholds: [],
    probes: [],
    end: 'complete',
    ...changes,
  };
  const records = [
    ...broken.map((job, index) => recordOf(job, canary[index] ?? 'valid')),
    ...seeds.map((job, index) => recordOf(job, outcomes[index] ?? 'valid')),
  ];
  return { files: suiteFiles('/nowhere'), suite, records, isTorn: false };
}
