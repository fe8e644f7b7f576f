// Counts and latencies of a small history, worked out by hand.

import { expect, test } from 'vitest';
import { statistics } from '../../src/checkers/statistics.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { ampleBudget, historyOf } from './history-builder.ts';

test('counts ends, measures latencies and finds the longest time without success', async () => {
  // One event a millisecond.
  const history = historyOf(
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 1],
    [1, 'invoke', 'write', 1],
    [0, 'invoke', 'read'],
    ['nemesis', 'info', 'kill'],
    [0, 'fail', 'read'],
    [1, 'ok', 'write', 1],
    [2, 'invoke', 'write', 2],
    [2, 'info', 'write', 2],
    [3, 'invoke', 'write', 3],
  );
  const { valid, details } = await statistics().check(historyInMemory(history), ampleBudget);
  expect(valid).toBe(true);
  expect(details).toMatchObject({
    operations: 5,
    ok: 2,
    fail: 1,
    info: 1,
    unfinished: 1,
    nemesisEvents: 1,
    longestGapMs: 5,
    longestGapFromMs: 1,
    functions: {
      read: { invoke: 2, ok: 1, fail: 1, info: 0, latencyMs: { p50: 1, max: 1 } },
      write: { invoke: 3, ok: 1, fail: 0, info: 1, latencyMs: { p50: 4, max: 4 } },
    },
  });
});

test('has nothing to say of an empty history', async () => {
  const { valid, details } = await statistics().check(historyInMemory([]), ampleBudget);
  expect(valid).toBe('unknown');
  expect(details).toMatchObject({ operations: 0, latencyMs: null, okPerSecond: null, longestGapMs: 0 });
});
