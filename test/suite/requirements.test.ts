// Thresholds and budgets as data.

import { expect, test } from 'vitest';
import type { SuiteFile } from '../../src/plan/suite/suite-schema.ts';
import { budgetMsOf, thresholdsOf } from '../../src/suite/requirements.ts';

const file: SuiteFile = {
  name: 'nightly',
  jobs: [
    {
      name: 'a',
      matrix: { workload: 'register' },
      thresholds: { together: { failoverMs: ['p95 < 8000', 'max < 20000'] } },
    },
  ],
  thresholds: { eachRun: { answeredPercent: 90 } },
};

test('thresholds know whom they are about', () => {
  expect(thresholdsOf(file)).toEqual([
    {
      over: 'eachRun',
      group: null,
      metric: 'answeredPercent',
      condition: { aggregate: 'all', comparison: '>=', bound: 90 },
    },
    {
      over: 'together',
      group: 'a',
      metric: 'failoverMs',
      condition: { aggregate: 95, comparison: '<', bound: 8000 },
    },
    {
      over: 'together',
      group: 'a',
      metric: 'failoverMs',
      condition: { aggregate: 'max', comparison: '<', bound: 20000 },
    },
  ]);
});

test.each([
  ['90s', 90_000],
  ['1.5 m', 90_000],
  ['2h', 7_200_000],
])('a budget of %s', (budget, ms) => {
  expect(budgetMsOf({ budget })).toBe(ms);
});

test('no budget', () => {
  expect(budgetMsOf({})).toBeNull();
});
