// What is asked of the figures of a run: met, missed, or never measured.

import { expect, test } from 'vitest';
import type { Verdict } from '../../src/checkers/checker.ts';
import { thresholdVerdicts } from '../../src/runner/threshold-verdict.ts';

const verdict = (checker: string, details: Verdict['details']): Verdict => ({
  checker,
  valid: true,
  reason: '',
  witnesses: [],
  details,
});

const fault = (failoverMs: number | null) => ({
  name: 'partition n1',
  startMs: 3_200,
  endMs: 4_000,
  writeAfterStartMs: failoverMs,
  answeredPercent: 50,
  errors: {},
});

const measured = (...failovers: readonly (number | null)[]): readonly Verdict[] => [
  verdict('availability', {
    answeredPercent: 98.5,
    availableReadsPercent: 99,
    availableWritesPercent: 97,
    longestOutageMs: 800,
    faults: failovers.map(fault),
  }),
  verdict('statistics', {
    seconds: 10,
    okPerSecond: 120,
    latencyMs: { p50: 2, p90: 4, p99: 9, p999: 20, max: 30 },
  }),
];

test('nothing asked, no verdict', () => {
  expect(thresholdVerdicts({}, measured())).toEqual([]);
});

test('everything met is valid, and says what was measured', () => {
  const asked = { answeredPercent: 98.5, okPerSecond: '>= 120', latencyP99Ms: 'max < 10' } as const;
  expect(thresholdVerdicts(asked, measured())).toMatchObject([
    {
      checker: 'thresholds',
      valid: true,
      reason: 'answeredPercent >= 98.5: 98.5; okPerSecond >= 120: 120; max of latencyP99Ms < 10: 9.',
    },
  ]);
});

test.each([
  [{ answeredPercent: 98.6 }, 'answeredPercent is 98.5, required >= 98.6.'],
  [{ outageMs: 799 }, 'outageMs is 800, required <= 799.'],
  [{ latencyP50Ms: '< 2' }, 'latencyP50Ms is 2, required < 2.'],
  [{ failoverMs: 349 }, 'failoverMs is 350 (partition n1, begun at 3.2 s), required <= 349.'],
  [{ failoverMs: 'avg < 200' }, 'avg of failoverMs is 225, required < 200.'],
] as const)('%j is missed in a sentence that says by how much', (asked, reason) => {
  expect(thresholdVerdicts(asked, measured(100, 350))).toMatchObject([
    { valid: false, reason, details: { kind: 'threshold-missed' } },
  ]);
});

test('an answer that never came is endless, and a figure that was never measured is not missed', () => {
  const [never] = thresholdVerdicts({ failoverMs: 60_000 }, measured(100, null));
  expect(never?.reason).toBe('failoverMs is endless (partition n1, begun at 3.2 s), required <= 60000.');
  const [none] = thresholdVerdicts({ failoverMs: 1 }, measured());
  expect([none?.valid, none?.reason]).toEqual([true, 'failoverMs <= 1: never measured.']);
});
