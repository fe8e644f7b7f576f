// Shrinking a plan, with runs whose failure is a function of the plan.

import { describe, expect, test } from 'vitest';
import type { JobEnd } from '../../src/batch/pool.ts';
import type { Operation } from '../../src/history/operation.ts';
import type { Plan, PlannedOperation } from '../../src/plan/plan.ts';
import { faultCount } from '../../src/shrink/failing-run.ts';
import { shrinkPlan } from '../../src/shrink/shrink-plan.ts';

const plan: Plan = {
  format: 1,
  name: 'shrink',
  workload: 'register',
  nemesis: ['kill', 'partition'],
  world: 'sim',
  nodes: 5,
  concurrency: 4,
  ratePerSecond: 40,
  timeSeconds: 10,
  faultIntervalSeconds: 1,
  operationTimeoutMs: 100,
  settleSeconds: 5,
  seed: 1,
  version: 'current',
};

/** What a plan without lists of its own does: writes at its pace, and a kill every second. */
function operationsOf({
  operations,
  ratePerSecond,
  timeSeconds,
  concurrency,
}: Plan): readonly PlannedOperation[] {
  if (operations !== undefined) return operations;
  return Array.from({ length: ratePerSecond * timeSeconds }, (_, index) => ({
    f: 'write',
    value: index,
    thread: index % concurrency,
    afterMs: (index * 1000) / ratePerSecond,
  }));
}

function faultsOf({ faults, nemesis, timeSeconds }: Plan) {
  if (faults !== undefined) return faults;
  return nemesis.flatMap((name) =>
    Array.from({ length: timeSeconds }, (_, index) => ({
      f: name,
      value: { hosts: ['n1'] },
      afterMs: index * 1000,
    })),
  );
}

/** A run that fails when a kill happens and at least three operations do. */
function run(candidate: Plan): Promise<JobEnd> {
  const operations = operationsOf(candidate);
  const faults = faultsOf(candidate);
  const fails = faults.some(({ f }) => f === 'kill') && operations.length >= 3;
  const events: Omit<Operation, 'index'>[] = [
    ...operations.map(({ f, value, thread, afterMs }) => ({
      time: afterMs * 1e6,
      process: thread,
      type: 'invoke' as const,
      f,
      value,
    })),
    ...faults.flatMap(({ f, value, afterMs }) => [
      { time: afterMs * 1e6, process: 'nemesis' as const, type: 'info' as const, f, value },
      {
        time: afterMs * 1e6 + 1,
        process: 'nemesis' as const,
        type: 'info' as const,
        f,
        value: { hosts: ['n1'], verified: true },
      },
    ]),
  ];
  const history = events
    .sort((left, right) => left.time - right.time)
    .map((event, index) => ({ ...event, index }));
  const verdict = { checker: 'set', valid: !fails, reason: 'lost', witnesses: [], details: {} };
  const result = {
    results: {
      outcome: fails ? 'violation' : 'valid',
      verdicts: [verdict],
      crash: null,
      bootMs: 0,
      phases: [{ name: 'load', startNs: 0, endNs: candidate.timeSeconds * 1e9 }],
    },
    violation: null,
    traceHash: JSON.stringify(candidate).length.toString(16),
    kept: { history, nodeLogs: [], trace: null },
  };
  return Promise.resolve({ kind: 'done', result } as unknown as JobEnd);
}

const options = { run, threads: 2, timeMs: 60_000, signal: new AbortController().signal };

describe('a failing plan', () => {
  test('ends as a plan with only what the failure needs', async () => {
    const shrunk = await shrinkPlan(plan, options);
    expect(shrunk?.minimal).toBe(true);
    expect(shrunk?.run.class).toBe('violation: set');
    expect(shrunk && faultCount(shrunk.run)).toBe(1);
    expect(shrunk?.run.plan.operations).toHaveLength(3);
    expect(shrunk?.run.plan).toMatchObject({ nemesis: ['kill'], nodes: 3, concurrency: 1, knobs: 'default' });
  });

  test('is given back as far as it got when the time is over', async () => {
    const shrunk = await shrinkPlan(plan, { ...options, timeMs: 0 });
    expect(shrunk).toMatchObject({ minimal: false, attempts: 1, run: { plan } });
  });

  test('is not shrunk into another failure', async () => {
    const other = (candidate: Plan): Promise<JobEnd> =>
      run(candidate).then((end) => {
        if (end.kind === 'done' && candidate.nodes === 3) {
          const [verdict] = end.result.results.verdicts;
          if (verdict !== undefined) Object.assign(verdict, { checker: 'other' });
        }
        return end;
      });
    const shrunk = await shrinkPlan(plan, { ...options, run: other });
    expect(shrunk?.run.plan.nodes).toBe(5);
    expect(shrunk?.run.class).toBe('violation: set');
  });
});

test('a plan that does not fail cannot be shrunk', async () => {
  expect(await shrinkPlan({ ...plan, nemesis: [] }, options)).toBeNull();
});
