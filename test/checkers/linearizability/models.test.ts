// What queues, maps and failed operations mean to the checker, on hand-made histories.

import { describe, expect, test } from 'vitest';
import { type FailureReading, linearizable } from '../../../src/checkers/linearizability/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import type { Operation } from '../../../src/history/operation.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';

describe('a compare-and-set that failed', () => {
  const failed = (value: readonly number[], between: readonly Event[] = []): readonly Operation[] =>
    historyOf([0, 'invoke', 'write', 1], [0, 'ok', 'write', 1], [1, 'invoke', 'cas', value], ...between, [
      1,
      'fail',
      'cas',
      value,
    ]);
  const judge = (reading: FailureReading, history: readonly Operation[]) =>
    linearizable({ model: 'cas-register', failed: reading }).check(historyInMemory(history), ampleBudget);

  test('of the value that was there all the time is no violation where failures are dropped', async () => {
    expect(
      (await linearizable({ model: 'cas-register' }).check(historyInMemory(failed([1, 2])), ampleBudget))
        .valid,
    ).toBe(true);
    expect((await judge('dropped', failed([1, 2]))).valid).toBe(true);
  });

  test('of the value that was there all the time is a violation where failures are observations', async () => {
    const verdict = await judge('observed', failed([1, 2]));
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('nothing explains cas [1,2] of process 1');
  });

  test('saw another value when it expected another, or one was there for a moment', async () => {
    expect((await judge('observed', failed([3, 2]))).valid).toBe(true);
    const overwritten = failed(
      [1, 2],
      [
        [2, 'invoke', 'write', 5],
        [2, 'ok', 'write', 5],
      ],
    );
    expect((await judge('observed', overwritten)).valid).toBe(true);
  });

  test('says only that the value was not the expected one: what it was instead is not told', async () => {
    // The write can have taken effect between the two, but not before the first and after the second.
    const both = historyOf(
      [0, 'invoke', 'write', 1],
      [1, 'invoke', 'cas', [1, 2]],
      [1, 'fail', 'cas', [1, 2]],
      [0, 'ok', 'write', 1],
      [1, 'invoke', 'cas', [null, 2]],
      [1, 'fail', 'cas', [null, 2]],
    );
    expect((await judge('observed', both)).valid).toBe(true);
    const earlier = historyOf(
      [0, 'invoke', 'write', 1],
      [1, 'invoke', 'cas', [null, 2]],
      [1, 'fail', 'cas', [null, 2]],
      [1, 'invoke', 'cas', [1, 2]],
      [1, 'fail', 'cas', [1, 2]],
      [0, 'ok', 'write', 1],
    );
    expect((await judge('observed', earlier)).valid).toBe(false);
    expect((await judge('dropped', earlier)).valid).toBe(true);
  });

  test('where reads failed too the violation stands and says that not every failure is a refusal', async () => {
    const lost: readonly Event[] = [
      [2, 'invoke', 'read'],
      [2, 'fail', 'read'],
    ];
    const alone = await judge('observed', failed([1, 2]));
    expect(alone.reason).not.toContain('never refuses');
    const doubtful = await judge('observed', failed([1, 2], lost));
    expect(doubtful.valid).toBe(false);
    expect(doubtful.reason).toContain('1 of 2 are of operations that a cas-register never refuses');
    expect((await judge('dropped', failed([1, 2], lost))).valid).toBe(true);
    expect((await judge('observed', failed([3, 2], lost))).valid).toBe(true);
  });
});

describe('a queue', () => {
  const fifo = linearizable({ model: 'fifo-queue' });
  const bag = linearizable({ model: 'unordered-queue' });
  const two: Event[] = [
    [0, 'invoke', 'enqueue', 1],
    [0, 'ok', 'enqueue', 1],
    [0, 'invoke', 'enqueue', 2],
    [0, 'ok', 'enqueue', 2],
  ];
  const dequeue = (process: number, value: number | null): Event[] => [
    [process, 'invoke', 'dequeue'],
    [process, 'ok', 'dequeue', value],
  ];

  test('does not hand out in another order than it took in, unless it has none', async () => {
    const history = historyInMemory(historyOf(...two, ...dequeue(1, 2), ...dequeue(1, 1)));
    const verdict = await fifo.check(history, ampleBudget);
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('1 was enqueued before 2 and had not been dequeued when 2 was');
    expect((await bag.check(history, ampleBudget)).valid).toBe(true);
  });

  test('may hand out in either order what was put in at the same time', async () => {
    const [first, done, second, both] = two as [Event, Event, Event, Event];
    const other: Event = [9, ...(second.slice(1) as ['invoke', string, number])];
    const otherDone: Event = [9, ...(both.slice(1) as ['ok', string, number])];
    const history = historyOf(first, other, done, otherDone, ...dequeue(1, 2), ...dequeue(1, 1));
    expect((await fifo.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });

  test('is not empty while something is in it', async () => {
    const history = historyInMemory(historyOf(...two, ...dequeue(1, null)));
    for (const checker of [fifo, bag]) {
      const verdict = await checker.check(history, ampleBudget);
      expect(verdict.valid).toBe(false);
      expect(verdict.reason).toContain('a dequeue found the queue empty');
    }
  });

  test('may be empty where a dequeue of unknown outcome can have taken what is missing', async () => {
    const lost: Event[] = [
      [5, 'invoke', 'dequeue'],
      [5, 'info', 'dequeue'],
    ];
    const one = historyOf(...two.slice(0, 2), ...lost, ...dequeue(1, null));
    const both = historyOf(...two, ...lost, ...dequeue(1, null));
    expect((await fifo.check(historyInMemory(one), ampleBudget)).valid).toBe(true);
    expect((await fifo.check(historyInMemory(both), ampleBudget)).valid).toBe(false);
  });

  test('with repeated elements and a lost dequeue is not judged unless it has an order', async () => {
    const repeated = historyOf(
      ...two.slice(0, 2),
      ...two.slice(0, 2),
      [5, 'invoke', 'dequeue'],
      [5, 'info', 'dequeue'],
      ...dequeue(1, 1),
    );
    expect((await fifo.check(historyInMemory(repeated), ampleBudget)).valid).toBe(true);
    const verdict = await bag.check(historyInMemory(repeated), ampleBudget);
    expect(verdict.valid).toBe('unknown');
    expect(verdict.reason).toContain('an unordered queue with repeated elements is not judged');
  });
});

describe('a map with ranges', () => {
  const map = linearizable({ model: 'key-value' });
  const puts: Event[] = [
    [0, 'invoke', 'put', ['a', 1]],
    [0, 'ok', 'put', ['a', 1]],
    [0, 'invoke', 'put', ['c', 3]],
    [0, 'ok', 'put', ['c', 3]],
    [1, 'invoke', 'range', ['a', 'c']],
  ];
  test.each([
    ['what is in the range', [['a', 1]], true],
    [
      'what is beyond its end',
      [
        ['a', 1],
        ['c', 3],
      ],
      false,
    ],
    ['nothing', [], false],
  ])('returns %s: %j is linearizable: %s', async (_what, value, valid) => {
    const history = historyOf(...puts, [1, 'ok', 'range', value]);
    expect((await map.check(historyInMemory(history), ampleBudget)).valid).toBe(valid);
  });
});
