// The stretch in which a failure shows.

import { expect, test } from 'vitest';
import { failingWindowOf } from '../../../src/report/page/failing-window.ts';
import { loadOverTime } from '../../../src/report/page/load-over-time.ts';
import { runOf, type Step, staleRead } from './saved-runs.ts';

const elsewhere: readonly Step[] = [{ process: 5, f: 'write', key: 2, value: 9 }];

test('holds what shows the failure and what else was done to the same key', async () => {
  const reader: Step = { process: 7, f: 'read', key: 1, value: null, found: 2 };
  const [first, second, last] = staleRead as [Step, Step, Step];
  const { history, results } = await runOf([...elsewhere, first, second, reader, last], ['linearizable']);
  const window = failingWindowOf(history, results?.verdicts ?? []);
  expect(window).toMatchObject({ checker: 'linearizable', toMs: 510, left: 0 });
  expect(window?.operations.map(({ begun }) => begun.key)).not.toContain(2);
  expect(window?.operations.at(-1)).toMatchObject({
    process: 0,
    isWitness: true,
    outcome: 'ok',
    fromMs: 500,
  });
});

test('of what was seen inside the cluster is the last moments before it', async () => {
  const { history } = await runOf([...staleRead, ...elsewhere, ...staleRead, ...staleRead], []);
  const inside = {
    ...{ checker: 'logs-agree', valid: false, reason: 'they do not', witnesses: [] },
    details: { kind: 'invariant', timeNs: 905e6, nodes: ['n1'] },
  };
  const window = failingWindowOf(history, [inside]);
  expect(window).toMatchObject({ checker: 'logs-agree', kind: 'end', fromMs: 405, toMs: 905, left: 0 });
  // One began at 400 ms and ended at 410 ms, the last one begins at 900 ms.
  expect(window?.operations.map(({ fromMs }) => fromMs)).toEqual([400, 500, 600, 700, 800, 900]);
});

test('there is none where nothing failed', async () => {
  const { history, results } = await runOf(elsewhere, ['linearizable']);
  expect(failingWindowOf(history, results?.verdicts ?? [])).toBeNull();
});

test('witnesses of another history are no window of this one', async () => {
  const { results } = await runOf(staleRead, ['linearizable']);
  const { history } = await runOf([], ['linearizable']);
  expect(failingWindowOf(history, results?.verdicts ?? [])).toBeNull();
});

test('figures over time are of all operations, by how they ended', async () => {
  const steps: readonly Step[] = [
    { process: 0, f: 'write', key: 1, value: 1 },
    { process: 0, f: 'write', key: 1, value: 2, type: 'fail', error: 'no connection' },
    { process: 0, f: 'write', key: 1, value: 3, type: 'info', error: 'timeout' },
  ];
  const { history } = await runOf(steps, []);
  const { points, series, endMs } = loadOverTime(history.columns(), 1000);
  expect(endMs).toBe(1000);
  expect(points.answered).toEqual({ total: 1, ms: [100], us: [10_000] });
  expect(points.failed).toEqual({ total: 1, ms: [200], us: [10_000] });
  expect(points.unknown).toEqual({ total: 1, ms: [300], us: [10_000] });
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  expect([sum(series.answered), sum(series.failed), sum(series.unknown)]).toEqual([1, 1, 1]);
  expect(series.answered.findIndex((count) => count === 1) * series.bucketMs).toBeLessThanOrEqual(110);
  expect(series.p99.filter((value) => value !== null)).toEqual([10_000]);
});
