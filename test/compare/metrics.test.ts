// What a run's failover and recovery are: which of its faults count, and how.

import { expect, test } from 'vitest';
import { metricsOf } from '../../src/compare/metrics.ts';
import type { FaultFigures, RunFigures } from '../../src/store/figures.ts';

const run = (faults: readonly FaultFigures[]): RunFigures => ({
  ...{ seconds: 20, okPerSecond: 1, latencyMs: null, answeredPercent: 1 },
  ...{ availableReadsPercent: 1, availableWritesPercent: 1, longestOutageMs: 0 },
  faults,
});

function valueOf(name: string, figures: RunFigures): number | null | undefined {
  return metricsOf([figures])
    .find((metric) => metric.name === name)
    ?.valueOf(figures);
}

const killed = (failoverMs: number | null, unseatsLeader?: boolean): FaultFigures => ({
  ...{ package: 'kill', startMs: 12_000, failoverMs, recoveryMs: 100 },
  ...(unseatsLeader === undefined ? {} : { unseatsLeader }),
});

test('failover counts the faults that took the leader away, whatever the others took', () => {
  const faults = [killed(1400, true), killed(9000, false), killed(1500, true), killed(6000, true), killed(3)];
  expect(valueOf('failover', run(faults))).toBe(1500);
});

test('a run without one has no failover; where no fault says whom it hit, all count', () => {
  expect(valueOf('failover', run([killed(9000, false), killed(3)]))).toBeNull();
  expect(valueOf('failover', run([killed(1000), killed(2000), killed(2400)]))).toBe(2000);
  expect(valueOf('failover', run([]))).toBeNull();
});

test('a leader in whose place nobody came counts with the rest of the run', () => {
  expect(valueOf('failover', run([killed(null, true)]))).toBe(8000);
});

test('recovery is the mean over all faults', () => {
  const faults = [killed(1400, true), { ...killed(3, false), recoveryMs: 1300 }];
  expect(valueOf('recovery', run(faults))).toBe(700);
});

test('with several kinds of fault each has its own', () => {
  const cut = { ...killed(2000, true), package: 'partition' };
  const figures = run([killed(1000, true), cut]);
  expect(valueOf('failover', figures)).toBe(1500);
  expect([valueOf('failover-kill', figures), valueOf('failover-partition', figures)]).toEqual([1000, 2000]);
  expect(valueOf('failover-kill', run([killed(1000, true)]))).toBeUndefined();
});
