// Availability in words: what clients got, and the slowest comeback.

import { expect, test } from 'vitest';
import type { FaultEffect } from '../../src/checkers/availability-measures.ts';
import type { Verdict } from '../../src/checkers/checker.ts';
import { availabilityLines } from '../../src/report/availability.ts';

const measured = (answeredPercent: number, faults: readonly Partial<FaultEffect>[]): readonly Verdict[] => [
  {
    checker: 'availability',
    valid: true,
    reason: '',
    witnesses: [],
    details: {
      answeredPercent,
      availableReadsPercent: 100,
      availableWritesPercent: null,
      longestOutageMs: 1250,
      faults,
    },
  },
];

test('tells shares, the longest outage, and the slowest first answers', () => {
  const faults = [
    { name: 'kill n1', readAfterStartMs: 10, writeAfterStartMs: 900, writeAfterEndMs: 20 },
    { name: 'pause n2', readAfterStartMs: 1500 },
  ];
  expect(availabilityLines(measured(99.999, faults))).toEqual([
    'answered 99.99 %   reads available 100 % of the time   writes -   longest outage 1.25 s',
    'slowest first answer after the start of a fault: read after 1.50 s (pause n2)',
    'slowest first answer after the end of a fault: write after 20 ms (kill n1)',
  ]);
});

test('says where nothing was answered any more, and nothing of faults where there was none', () => {
  expect(availabilityLines(measured(0, [{ name: 'kill n1', writeAfterEndMs: null }]))[1]).toBe(
    'no write succeeded after the end of kill n1',
  );
  expect(availabilityLines(measured(100, []))).toHaveLength(1);
  expect(availabilityLines([])).toEqual([]);
});
