// The figures that thresholds are about, from a real run in the simulated world and from verdicts made up.

import { expect, test } from 'vitest';
import type { Verdict } from '../../src/checkers/checker.ts';
import { metricNames } from '../../src/plan/suite/threshold.ts';
import { figuresOf } from '../../src/suite/figures.ts';
import { runTiny } from '../batch/tiny-simulated-plan.ts';

test('a run under faults has every figure', async () => {
  const { results } = await runTiny();
  const figures = figuresOf(results.verdicts);
  expect(Object.keys(figures).toSorted()).toEqual(metricNames.toSorted());
  expect(figures.failoverMs?.length).toBeGreaterThan(0);
  expect(figures.okPerSecond?.[0]).toBeGreaterThan(1);
});

test('of a fault the slower of reads and writes counts, and one that never came is null', () => {
  const faults = [
    { readAfterStartMs: 5, writeAfterStartMs: 9, readAfterEndMs: 4 },
    { readAfterStartMs: 5, writeAfterStartMs: null },
    {},
  ];
  const verdict = {
    checker: 'availability',
    valid: true,
    reason: '',
    witnesses: [],
    details: { faults, answeredPercent: null },
  } satisfies Verdict;
  expect(figuresOf([verdict])).toEqual({ failoverMs: [9, null], recoveryMs: [4] });
  expect(figuresOf([])).toEqual({});
});
