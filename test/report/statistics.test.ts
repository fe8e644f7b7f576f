// Counts and latencies are read off the history, whatever way the operations ended.

import { expect, test } from 'vitest';
import { columnsOf } from '../../src/history/columns-of.ts';
import type { Operation } from '../../src/history/operation.ts';
import { summarizeOperations } from '../../src/report/statistics.ts';

const millisecond = 1e6;

function operation(
  index: number,
  process: Operation['process'],
  type: Operation['type'],
  f: string,
): Operation {
  return { index, time: index * millisecond, process, type, f, value: null };
}

test('each kind of operation is counted by its end, with the latency of the successful ones', () => {
  const history = [
    operation(0, 0, 'invoke', 'read'),
    operation(1, 1, 'invoke', 'write'),
    operation(3, 0, 'ok', 'read'),
    operation(4, 1, 'info', 'write'),
    operation(5, 0, 'invoke', 'read'),
    operation(6, 0, 'fail', 'read'),
  ];
  expect(summarizeOperations(columnsOf(history))).toEqual([
    { f: 'read', ok: 1, fail: 1, info: 0, latencyMs: { p50: 3, p99: 3, max: 3 } },
    { f: 'write', ok: 0, fail: 0, info: 1, latencyMs: null },
  ]);
});

test('an operation that never returned is of unknown outcome', () => {
  expect(summarizeOperations(columnsOf([operation(0, 0, 'invoke', 'add')]))).toEqual([
    { f: 'add', ok: 0, fail: 0, info: 1, latencyMs: null },
  ]);
});

test('faults are not operations of clients', () => {
  expect(summarizeOperations(columnsOf([operation(0, 'nemesis', 'info', 'kill')]))).toEqual([]);
});

test('percentiles are values that were seen', () => {
  const history = Array.from({ length: 100 }, (_, turn) => [
    { ...operation(2 * turn, 0, 'invoke', 'read'), time: turn * 200 * millisecond },
    { ...operation(2 * turn + 1, 0, 'ok', 'read'), time: (turn * 201 + 1) * millisecond },
  ]).flat();
  expect(summarizeOperations(columnsOf(history))[0]?.latencyMs).toEqual({ p50: 50, p99: 99, max: 100 });
});
