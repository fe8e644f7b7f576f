// Runs as they are saved, small, for tests of the page: histories judged by the real checkers.

import type { Verdict } from '../../../src/checkers/checker.ts';
import type { CheckerOptions } from '../../../src/checkers/checker-options.ts';
import { checkerNamed } from '../../../src/checkers/registry.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { JsonValue, Operation } from '../../../src/history/operation.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { PageInput } from '../../../src/report/page/page-input.ts';
import type { ProgressRecord } from '../../../src/store/progress.ts';
import type { RunResults } from '../../../src/store/results.ts';

export const plan: Plan = {
  format: 1,
  name: 'register',
  workload: 'register',
  nemesis: ['partition', 'kill'],
  world: 'namespaces',
  nodes: 3,
  concurrency: 2,
  ratePerSecond: 10,
  timeSeconds: 5,
  faultIntervalSeconds: 2,
  operationTimeoutMs: 1000,
  settleSeconds: 30,
  seed: 7,
  version: 'current',
};

/** What one client did: key, what, value, and for reads what it found. */
export interface Step {
  readonly process: number;
  readonly f: string;
  readonly key?: JsonValue;
  readonly value: JsonValue;
  readonly found?: JsonValue;
  readonly type?: 'ok' | 'fail' | 'info';
  readonly error?: string;
  readonly node?: string;
}

/** Operations one after the other, each of 10 ms, with 90 ms between them. */
export function historyOf(steps: readonly Step[]): readonly Operation[] {
  return steps.flatMap(({ process, f, key, value, found = value, type = 'ok', error, node = 'n1' }, at) => {
    const same = { process, f, node, ...(key === undefined ? {} : { key }) };
    const time = (100 + at * 100) * 1e6;
    return [
      { ...same, index: at * 2, time, type: 'invoke' as const, value },
      {
        ...same,
        index: at * 2 + 1,
        time: time + 10e6,
        type,
        value: found,
        ...(error === undefined ? {} : { error }),
      },
    ];
  });
}

const budget = { timeMs: 10_000, memoryBytes: 256 * 2 ** 20 };

export function resultsOf(verdicts: readonly Verdict[], changes: Partial<RunResults> = {}): RunResults {
  const isBroken = verdicts.some(({ valid }) => valid === false);
  return {
    format: 1,
    harnessVersion: '0.1.0',
    plan,
    seed: plan.seed,
    world: plan.world,
    versions: { anvil: 'current', bundle: 'abcdef0123456789' },
    startedAt: '2026-11-21T00:00:00.000Z',
    outcome: isBroken ? 'violation' : 'valid',
    exitCode: isBroken ? 1 : 0,
    verdicts,
    counts: { invoked: 4, ok: 4, fail: 0, info: 0 },
    countsByF: {},
    phases: [
      { name: 'setup', startNs: 0, endNs: 50e6 },
      { name: 'load', startNs: 50e6, endNs: 2e9 },
    ],
    faults: [
      {
        package: 'kill',
        f: 'kill',
        startNs: 0.3e9,
        endNs: 0.8e9,
        hosts: ['n1'],
        verified: true,
        description: 'kill leader: n1',
      },
    ],
    bootMs: 1000,
    settleMs: 100,
    interrupted: false,
    crash: null,
    problems: [],
    ...changes,
  };
}

/** A run judged by the checkers named, with what availability was measured. */
export async function runOf(
  steps: readonly Step[],
  checkers: readonly string[],
  changes: Partial<PageInput> = {},
): Promise<PageInput> {
  return runOfHistory(historyOf(steps), checkers, {}, changes);
}

/** The same of a history with operations that overlap. */
export async function runOfHistory(
  operations: readonly Operation[],
  checkers: readonly string[],
  options: CheckerOptions = {},
  changes: Partial<PageInput> = {},
): Promise<PageInput> {
  const history = historyInMemory(operations);
  const verdicts: Verdict[] = [];
  for (const name of checkers) verdicts.push(await checkerNamed(name, options).check(history, budget));
  verdicts.push(await checkerNamed('availability', {}).check(history, budget));
  return {
    name: 'register',
    time: '2026-11-21T00-00-00.000Z',
    plan,
    results: resultsOf(verdicts),
    problems: [],
    fileAddress: (path) => path,
    history,
    logs: [
      {
        node: 'n1',
        lines: [
          '{"level":"info","time":"2026-11-21T00:00:01.100Z","node":"n1","event":"elected","ballot":17,"last":{"ballot":0,"logId":3}}',
          '{"level":"info","time":"2026-11-21T00:00:01.900Z","node":"n1","event":"start","version":"current"}',
        ],
        left: 0,
      },
      {
        node: 'n2',
        lines: [
          '{"level":"info","time":"2026-11-21T00:00:01.500Z","node":"n2","event":"elected","ballot":34,"last":{"ballot":17,"logId":9}}',
        ],
        left: 0,
      },
    ],
    runLog: '2026-11-21T00:00:00.900Z phase setup\n',
    progress: [],
    ...changes,
  };
}

/** A read finds what was there before the last write: no register does that. */
export const staleRead: readonly Step[] = [
  { process: 0, f: 'write', key: 1, value: 1 },
  { process: 1, f: 'write', key: 1, value: 2 },
  { process: 0, f: 'read', key: 1, value: null, found: 1 },
];

/** Each of two transactions misses what the other appended. */
export const writeSkew: readonly Step[] = [
  {
    process: 0,
    f: 'txn',
    value: [
      ['append', 'x', 1],
      ['append', 'y', 1],
    ],
  },
  {
    process: 1,
    f: 'txn',
    value: [
      ['r', 'x', null],
      ['append', 'y', 2],
    ],
    found: [
      ['r', 'x', [1]],
      ['append', 'y', 2],
    ],
  },
  {
    process: 0,
    f: 'txn',
    value: [
      ['r', 'y', null],
      ['append', 'x', 2],
    ],
    found: [
      ['r', 'y', [1]],
      ['append', 'x', 2],
    ],
  },
  {
    process: 1,
    f: 'txn',
    value: [
      ['r', 'x', null],
      ['r', 'y', null],
    ],
    found: [
      ['r', 'x', [1, 2]],
      ['r', 'y', [1, 2]],
    ],
  },
];

/** How a run went at a second of it. */
export function progressOf(second: number, changes: Partial<ProgressRecord> = {}): ProgressRecord {
  return {
    ms: second * 1000,
    phase: 'load',
    counts: { invoked: 10, ok: 8, fail: 1, info: 1 },
    ratePerSecond: 9.5,
    latencies: { p50Ms: 2, p99Ms: 9 },
    leader: 'n1',
    faults: ['kill follower: n2'],
    errors: [{ name: 'no answer', count: 2 }],
    violation: null,
    nodes: [],
    clocksMs: {},
    ...changes,
  };
}
