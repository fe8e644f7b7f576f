// What a suite comes to: what has to fail it does, and nothing else.

import { expect, test } from 'vitest';
import { parseCondition } from '../../src/plan/suite/threshold.ts';
import type { SuiteThreshold } from '../../src/store/suite.ts';
import { summarizeSuite } from '../../src/suite/summary.ts';
import { recordOf, savedSuite, usualFigures } from './saved-suite.ts';

function threshold(
  metric: SuiteThreshold['metric'],
  written: string,
  changes: Partial<SuiteThreshold> = {},
): SuiteThreshold {
  const condition = parseCondition(metric, written);
  if (condition === null) throw new Error(written);
  return { over: 'together', group: null, metric, condition, ...changes };
}

test('valid runs make a valid suite, and the worst run decides', () => {
  expect(summarizeSuite(savedSuite(['valid', 'valid']))).toMatchObject({
    exitCode: 0,
    problems: [],
    outcomes: { valid: 2 },
  });
  expect(summarizeSuite(savedSuite(['valid', 'unknown', 'crash']))).toMatchObject({
    exitCode: 70,
    problems: [],
  });
  expect(summarizeSuite(savedSuite(['crash', 'violation', 'valid']))).toMatchObject({
    exitCode: 1,
    violations: { linearizable: 1 },
    failed: [{ outcome: 'crash' }, { outcome: 'violation' }],
  });
});

test('a canary has to be caught by one of its runs', () => {
  const caught = summarizeSuite(savedSuite(['valid'], ['valid', 'violation']));
  expect(caught).toMatchObject({
    exitCode: 0,
    outcomes: { valid: 1 },
    violations: {},
    failed: [],
    problems: [],
  });
  const escaped = summarizeSuite(savedSuite(['valid'], ['valid', 'valid']));
  expect(escaped).toMatchObject({
    exitCode: 1,
    problems: [expect.stringMatching(/^Canary broken was not caught/)],
  });
  const invalid = summarizeSuite(savedSuite(['valid'], ['valid', 'invalid-run']));
  expect(invalid).toMatchObject({
    exitCode: 3,
    problems: [expect.stringMatching(/^Canary broken is inconclusive/)],
  });
  const { suite, records } = savedSuite(['valid'], ['violation']);
  const missing = summarizeSuite({ suite: { ...suite, end: 'budget' }, records: records.slice(1) });
  expect(missing).toMatchObject({
    exitCode: 3,
    finished: 1,
    planned: 2,
    problems: [expect.stringMatching(/^Canary broken was not run/)],
  });
});

test('the last attempt counts, whatever came before it', () => {
  const { suite, records } = savedSuite(['invalid-run', 'valid']);
  const [job] = suite.jobs;
  if (job === undefined) throw new Error('no job');
  const again = recordOf(job, 'valid', { attempt: 2 });
  expect(summarizeSuite({ suite, records: [...records, again] })).toMatchObject({
    exitCode: 0,
    retries: 1,
    finished: 2,
    outcomes: { valid: 2 },
  });
});

test.each<readonly [string, SuiteThreshold['metric'], boolean]>([
  ['p95 <= 300', 'failoverMs', true],
  ['p95 < 300', 'failoverMs', false],
  ['avg < 201', 'failoverMs', true],
  ['avg < 200', 'failoverMs', false],
  ['med <= 100', 'failoverMs', true],
  ['min > 99', 'failoverMs', true],
  ['max > 300', 'failoverMs', false],
  ['> 100', 'failoverMs', false],
  ['>= 100', 'failoverMs', true],
  ['<= 299', 'failoverMs', false],
  ['> 0', 'latencyP99Ms', false],
])('over all runs together, %s of %s: %s', (written, metric, met) => {
  const saved = savedSuite(['valid', 'valid'], ['violation'], { thresholds: [threshold(metric, written)] });
  expect(summarizeSuite(saved)).toMatchObject({ exitCode: met ? 0 : 4, thresholds: [{ met }] });
});

test('a number alone is the least of what is good and the most of what is bad', () => {
  expect(parseCondition('answeredPercent', 90)).toEqual({ aggregate: 'all', comparison: '>=', bound: 90 });
  expect(parseCondition('failoverMs', 90)).toEqual({ aggregate: 'all', comparison: '<=', bound: 90 });
  expect(parseCondition('failoverMs', 'p99.9<1')).toEqual({ aggregate: 99.9, comparison: '<', bound: 1 });
  expect(parseCondition('failoverMs', 'p99.9 is 1')).toBeNull();
});

test('a figure that never came misses any upper bound, also in a canary it does not count', () => {
  const { suite, records } = savedSuite(['valid'], ['violation'], {
    thresholds: [threshold('failoverMs', 'max < 1000000')],
  });
  const faults = [null, 5].map((failoverMs) => ({ package: 'kill', startMs: 1, failoverMs }));
  const endless = { figures: { ...usualFigures, faults } };
  const found = (at: number) =>
    summarizeSuite({
      suite,
      records: records.map((record, index) => (index === at ? { ...record, ...endless } : record)),
    });
  expect(found(1)).toMatchObject({ exitCode: 4, thresholds: [{ found: 'endless', met: false }] });
  expect(found(0)).toMatchObject({ exitCode: 0 });
});

test('a threshold of a group is about its runs alone', () => {
  const { suite, records } = savedSuite(['valid', 'valid'], [], {
    thresholds: [threshold('okPerSecond', 'min > 40', { group: 'others' })],
  });
  const others = suite.jobs.map((job, index) => (index === 0 ? job : { ...job, group: 'others' }));
  const groups = [...suite.groups, { name: 'others', isCanary: false, weight: 1 }];
  const faster = records.map((record, index) =>
    index === 0 ? record : { ...record, figures: { ...usualFigures, okPerSecond: 41 } },
  );
  expect(summarizeSuite({ suite: { ...suite, jobs: others, groups }, records: faster })).toMatchObject({
    exitCode: 0,
  });
  expect(summarizeSuite({ suite: { ...suite, jobs: others, groups }, records })).toMatchObject({
    exitCode: 4,
  });
});

test('a condition that no run reached fails the suite; a shard alone cannot tell', () => {
  const probes = ['leader-changed', 'torn-tail-cut'];
  const saved = savedSuite(['valid'], ['violation'], { probes });
  expect(summarizeSuite(saved)).toMatchObject({
    exitCode: 3,
    neverReached: ['torn-tail-cut'],
    problems: ['Condition torn-tail-cut was never reached.'],
  });
  expect(summarizeSuite(savedSuite(['valid'], [], { probes: ['leader-changed'] }))).toMatchObject({
    exitCode: 0,
    probes: { 'leader-changed': 1 },
  });
  const byCanary = {
    ...saved,
    records: saved.records.map((record, index) =>
      index === 0 ? { ...record, conditions: { 'torn-tail-cut': 1 } } : record,
    ),
  };
  expect(summarizeSuite(byCanary)).toMatchObject({ exitCode: 3 });
  const shard = savedSuite(['valid'], [], {
    probes,
    shard: { part: 1, of: 2 },
    thresholds: [threshold('failoverMs', 'max < 1')],
  });
  expect(summarizeSuite(shard)).toMatchObject({
    exitCode: 0,
    isWhole: false,
    neverReached: ['torn-tail-cut'],
  });
});

test('an end before its time is told', () => {
  const { suite, records } = savedSuite(['valid', 'valid']);
  const half = (end: typeof suite.end) =>
    summarizeSuite({ suite: { ...suite, end }, records: records.slice(0, 1) });
  expect(half('budget')).toMatchObject({ exitCode: 0, finished: 1, planned: 2, problems: [] });
  expect(half('interrupted')).toMatchObject({ exitCode: 130 });
  expect(half(null)).toMatchObject({ exitCode: 3, end: 'cut-off', notRun: ['seeds: register, seed 1'] });
  expect(half('complete')).toMatchObject({ exitCode: 3, end: 'cut-off' });
  expect(summarizeSuite({ suite: { ...suite, end: 'budget' }, records: [] })).toMatchObject({
    exitCode: 3,
    problems: ['Not one of its runs was run.'],
  });
});
