// Queues as bags: lost, doubled and foreign elements, beside what only looks like one.

import { describe, expect, test } from 'vitest';
import { totalQueue } from '../../src/checkers/total-queue.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const put = (element: number, end: Event[1] = 'ok') => operation(0, 'enqueue', element, end);
const take = (element: number | null, process = 1) => operation(process, 'dequeue', null, 'ok', element);
const takeUnknown = operation(2, 'dequeue', null, 'info');
const drain = (elements: readonly number[]) => operation(3, 'drain', null, 'ok', [...elements]);
const check = (...parts: readonly (readonly Event[])[]) => judged(totalQueue(), ...parts);

describe('an acknowledged element', () => {
  test('that was not there when the queue was drained is lost', async () => {
    const verdict = await check(put(1), put(2), drain([1]));
    expect(verdict).toMatchObject({ valid: false, details: { lost: [2], lostCount: 1, acknowledged: 2 } });
    expect(verdict.reason).toBe('1 element acknowledged and missing from the queue when it was empty: 2.');
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([2, 3, 5]);
  });

  test('that was taken out or drained is accounted for', async () => {
    expect((await check(put(1), put(2), take(2), drain([1]))).valid).toBe(true);
  });

  test('is lost too where a dequeue found the queue empty', async () => {
    expect(await check(put(1), take(null))).toMatchObject({ valid: false, details: { lost: [1] } });
    const refused = operation(1, 'dequeue', null, 'fail', null);
    expect((await check(put(1), refused)).valid).toBe('unknown');
  });

  test('may still be in a queue that nobody saw empty', async () => {
    const verdict = await check(take(null), put(1));
    expect(verdict).toMatchObject({ valid: 'unknown', details: { remaining: [1], lost: [] } });
  });

  test('may have been taken by a dequeue that never answered, but only one by each', async () => {
    expect((await check(put(1), takeUnknown, drain([]))).valid).toBe('unknown');
    expect((await check(put(1), put(2), takeUnknown, drain([]))).valid).toBe(false);
    expect((await check(put(1), drain([]), takeUnknown)).valid).toBe(false);
  });

  test('may have been taken by a dequeue of unknown outcome that says it wanted it, and by no other', async () => {
    const wanting = (element: number) => operation(2, 'dequeue', null, 'info', element);
    expect((await check(put(1), wanting(1), drain([]))).valid).toBe(true);
    expect((await check(put(1), wanting(1), drain([1]))).valid).toBe(true);
    const other = await check(put(1), put(2), wanting(1), drain([]));
    expect(other).toMatchObject({ valid: false, details: { lost: [2] } });
    const unknownDrain = operation(2, 'drain', null, 'info');
    expect((await check(put(1), put(2), unknownDrain, drain([]))).valid).toBe('unknown');
  });

  test('put in while the queue was drained may come after that', async () => {
    const during: readonly Event[] = [
      [3, 'invoke', 'drain'],
      [0, 'invoke', 'enqueue', 1],
      [0, 'ok', 'enqueue', 1],
      [3, 'ok', 'drain', []],
    ];
    expect((await check(during)).valid).toBe('unknown');
    expect((await check(during, take(1))).valid).toBe(true);
  });
});

describe('an element', () => {
  test('that nobody put in, or only later, or without success, is unexpected', async () => {
    expect(await check(take(9))).toMatchObject({ valid: false, details: { unexpected: [9] } });
    expect((await check(take(1), put(1))).valid).toBe(false);
    expect((await check(put(1, 'fail'), take(1))).valid).toBe(false);
  });

  test('of unknown outcome that comes out is recovered', async () => {
    expect(await check(put(1, 'info'), drain([1]))).toMatchObject({
      valid: true,
      details: { recovered: [1] },
    });
    expect((await check(put(1, 'info'), drain([]))).valid).toBe(true);
  });

  test('that comes out twice counts, unless the queue promises at least once', async () => {
    const history = [put(1), take(1), take(1), drain([])];
    expect(await check(...history)).toMatchObject({ valid: false, details: { duplicated: [1] } });
    expect((await judged(totalQueue({ atLeastOnce: true }), ...history)).valid).toBe(true);
  });

  test('put in twice may come out twice', async () => {
    expect((await check(put(1), put(1), take(1), drain([1]))).valid).toBe(true);
    expect(await check(put(1), put(1), drain([1]))).toMatchObject({ valid: false, details: { lost: [1] } });
  });
});

test('without elements there is nothing to judge', async () => {
  expect((await check(operation(0, 'read', null))).valid).toBe('unknown');
});
