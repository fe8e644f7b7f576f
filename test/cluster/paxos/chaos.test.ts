// Random faults from many seeds. The run itself throws at the first broken promise: two leases at once, committed
// prefixes that differ, a promise forgotten, an acknowledged value lost, a refused one executed, a stale read.

import { afterAll, describe, expect, test } from 'vitest';
import { type ChaosOptions, runChaos } from './chaos.ts';

const reached = new Map<string, number>();

/** Runs it and returns how much got done at least of reads and of appends. */
function survive(options: ChaosOptions): number {
  const { group, clients } = runChaos(options);
  for (const [condition, times] of Object.entries(group.simulation.conditions())) {
    reached.set(condition, (reached.get(condition) ?? 0) + times);
  }
  return Math.min(clients.counts.acknowledged, clients.counts.reads);
}

const seeds = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_unused, index) => from + index);
/** Small segments, batches and snapshot intervals, so that logs roll and are trimmed within seconds. */
const shortLogs = {
  timings: {
    snapshotIntervalEntries: 150,
    snapshotKeepEntries: 40,
    appendBatchBytes: 2000,
    segmentBytes: 3000,
  },
};
const roughNetwork = { lossPerMille: 30, duplicatePerMille: 20, reorderPerMille: 50 };

describe('kills, pauses and partitions', () => {
  test.each(seeds(1, 4))('five nodes, seed %i', (seed) => {
    expect(
      survive({ size: 5, seed, durationMs: 15_000, faults: ['kill', 'pause', 'partition'] }),
    ).toBeGreaterThan(100);
  });
  test.each(seeds(11, 4))('three nodes on a network that loses, repeats and reorders, seed %i', (seed) => {
    expect(
      survive({
        size: 3,
        seed,
        durationMs: 15_000,
        faults: ['kill', 'pause', 'partition'],
        network: roughNetwork,
      }),
    ).toBeGreaterThan(100);
  });
});

describe('partitions alone', () => {
  test.each(seeds(502, 2))('three nodes that stay apart for long, seed %i', (seed) => {
    const options = { size: 3, seed, durationMs: 30_000, faultEveryMs: 3000 };
    expect(survive({ ...options, faults: ['partition'] })).toBeGreaterThan(100);
  });
});

describe('power losses and failing fsyncs', () => {
  test.each(seeds(21, 5))('five nodes with short logs, seed %i', (seed) => {
    expect(
      survive({ size: 5, seed, durationMs: 15_000, faults: ['power', 'fsync-error', 'kill'], ...shortLogs }),
    ).toBeGreaterThan(100);
  });
});

describe('damaged files', () => {
  test.each(seeds(31, 5))('three nodes with short logs, seed %i', (seed) => {
    expect(
      survive({ size: 3, seed, durationMs: 15_000, faults: ['damage', 'kill', 'partition'], ...shortLogs }),
    ).toBeGreaterThan(100);
  });
});

test('a run repeats itself exactly', () => {
  const hash = (): string =>
    runChaos({ size: 3, seed: 77, durationMs: 5000, faults: ['kill', 'power'] }).group.simulation.traceHash();
  expect(hash()).toBe(hash());
});

afterAll(() => {
  const expected = [
    'leader-changed',
    'write-resent',
    'torn-tail-cut',
    'suffix-truncated',
    'snapshot-installed',
  ];
  for (const condition of [...expected, 'snapshot-saved', 'damage-found', 'damage-repaired']) {
    expect(reached.get(condition) ?? 0, `${condition} was never reached`).toBeGreaterThan(0);
  }
});
