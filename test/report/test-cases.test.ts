// Runs and batches as test cases: what is not valid never passes, and a build known to be bad has to fail.

import { describe, expect, test } from 'vitest';
import { defaultPlan } from '../../src/plan/defaults.ts';
import { suiteOfBatch, suiteOfFailure, suiteOfRun } from '../../src/report/test-cases.ts';
import type { SeedRecord } from '../../src/store/batch.ts';
import { outcomes, type RunResults } from '../../src/store/results.ts';

const traces = { again: './ordeal run register --seed 1', saved: 'results/register/1' };

function run(changes: Partial<RunResults>): RunResults {
  return {
    ...{ format: 1, harnessVersion: '0.1.0', plan: defaultPlan('docker'), seed: 1, world: 'docker' },
    ...{ versions: {}, startedAt: '2030-01-01T00:00:00.000Z', outcome: 'valid', exitCode: 0, verdicts: [] },
    ...{ counts: { invoked: 1, ok: 1, fail: 0, info: 0 }, countsByF: {}, faults: [], bootMs: 1000 },
    ...{ phases: [{ name: 'load', startNs: 0, endNs: 2e9 }], settleMs: null, interrupted: false },
    ...{ crash: null, problems: [] },
    ...changes,
  };
}

const verdict = (checker: string, valid: boolean | 'unknown', kind?: string) => ({
  checker,
  valid,
  reason: valid === true ? '' : `${checker} says why.`,
  witnesses: [],
  details: kind === undefined ? {} : { kind },
});

describe('a run', () => {
  test('has a case for each verdict and one for itself', () => {
    const verdicts = [
      verdict('set', true),
      verdict('durability', false),
      verdict('isolation', 'unknown'),
      verdict('availability', false, 'threshold-missed'),
      verdict('run-validity', false, 'invalid-run'),
    ];
    const suite = suiteOfRun(run({ verdicts, outcome: 'violation' }), traces, false);
    expect(suite.seconds).toBe(3);
    expect(suite.cases.map(({ name, end }) => [name, end])).toEqual([
      ['set', 'passed'],
      ['durability', 'failed'],
      ['isolation', 'error'],
      ['availability', 'failed'],
      ['run-validity', 'error'],
      ['run', 'passed'],
    ]);
    expect(suite.cases[1]?.details).toEqual([
      'durability says why.',
      'again: ./ordeal run register --seed 1',
      'saved: results/register/1',
    ]);
  });

  test('that did not go as planned is an error however its verdicts are', () => {
    const [one] = suiteOfRun(run({ outcome: 'invalid-run', problems: ['n2 is gone.'] }), traces, false).cases;
    expect(one).toMatchObject({ name: 'run', end: 'error', message: 'n2 is gone.' });
  });

  test.each(outcomes.filter((outcome) => outcome !== 'valid'))(
    'with the outcome %s never passes',
    (outcome) => {
      for (const verdicts of [[], [verdict('set', true)]]) {
        const { cases } = suiteOfRun(run({ outcome, verdicts }), traces, false);
        expect(cases.some(({ end }) => end !== 'passed')).toBe(true);
      }
    },
  );

  test.each([
    ['violation', 'passed'],
    ['valid', 'failed'],
    ['crash', 'error'],
    ['unknown', 'error'],
    ['invalid-run', 'error'],
  ] as const)('of a build known to be bad with the outcome %s has %s', (outcome, end) => {
    const { cases } = suiteOfRun(run({ outcome, verdicts: [verdict('set', false)] }), traces, true);
    expect(cases.map((one) => [one.name, one.end])).toEqual([['a violation is found', end]]);
  });
});

describe('a batch', () => {
  const record = (seed: number, outcome: SeedRecord['outcome']): SeedRecord => ({
    ...{ seed, outcome, exitCode: 0, violations: outcome === 'violation' ? ['set'] : [] },
    ...{ reason: outcome === 'valid' ? '' : 'Lost.', traceHash: null, wallMs: 250, simulatedMs: 1 },
    ...{ events: 1, ok: 1, conditions: {}, run: null },
  });
  const batch = (records: readonly SeedRecord[], count = records.length) => ({
    ...{ name: 'set', startedAt: '2030-01-01T00:00:00.000Z', wallMs: 1000, seeds: { first: 1, count } },
    seedsAreWritten: true,
    records,
    tracesOf: ({ seed }: SeedRecord) => ({ again: `--seed ${seed}`, saved: null }),
  });

  test('has a case for each seed, those that are not valid first', () => {
    const { cases } = suiteOfBatch(
      batch([record(1, 'valid'), record(2, 'violation'), record(3, 'lost')]),
      false,
    );
    expect(cases.map(({ name, end, message }) => [name, end, message])).toEqual([
      ['seed 2', 'failed', 'set: Lost.'],
      ['seed 3', 'error', 'lost: Lost.'],
      ['seed 1', 'passed', ''],
      ['all seeds were run', 'passed', ''],
    ]);
    expect(cases[0]?.details).toContain('again: --seed 2');
  });

  test('names its cases by their places where the seeds are only counted: the same tests tomorrow', () => {
    const first = 2 ** 32 - 1;
    const counted = { ...batch([record(first, 'valid'), record(0, 'violation')]), seedsAreWritten: false };
    const { cases } = suiteOfBatch({ ...counted, seeds: { first, count: 2 } }, false);
    expect(cases.map(({ name }) => name)).toEqual(['run 2', 'run 1', 'all seeds were run']);
    expect(cases[0]?.details).toContain('seed 0');
  });

  test('that ended before all its seeds were run is an error', () => {
    const { cases } = suiteOfBatch(batch([record(1, 'valid')], 5), false);
    expect(cases.at(-1)).toMatchObject({ end: 'error', message: 'Only 1 of 5 seeds were run.' });
  });

  test('of a build known to be bad passes with the first violation', () => {
    const found = suiteOfBatch(batch([record(1, 'valid'), record(2, 'violation')]), true);
    expect(found.cases.map(({ end }) => end)).toEqual(['passed']);
    expect(suiteOfBatch(batch([record(1, 'valid')]), true).cases.map(({ end }) => end)).toEqual(['failed']);
  });

  test('of very many seeds says what it leaves out', () => {
    const many = Array.from({ length: 10_002 }, (_, seed) => record(seed, 'valid'));
    const suite = suiteOfBatch(batch([...many, record(99_999, 'violation')]), false);
    expect(suite.cases[0]?.name).toBe('seed 99999');
    expect(suite.notes).toEqual(['3 more seeds are in seeds.jsonl and not here.']);
  });
});

test('what did not come to a run is an error', () => {
  expect(suiteOfFailure('No build.', '2030-01-01T00:00:00.000Z').cases).toMatchObject([
    { end: 'error', message: 'No build.' },
  ]);
});
