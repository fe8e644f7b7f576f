// The linearizability checker on hand-made histories: what it must reject, must accept, and must not confuse.

import { describe, expect, test } from 'vitest';
import { linearizable } from '../../../src/checkers/linearizability/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';

const register = linearizable({ model: 'register' });
const casRegister = linearizable({ model: 'cas-register' });

describe('a register', () => {
  const writes: Event[] = [
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [0, 'invoke', 'write', 2],
    [0, 'ok', 'write', 2],
    [1, 'invoke', 'read'],
  ];

  test('is not linearizable when a read returns what was overwritten before it began', async () => {
    const verdict = await register.check(
      historyInMemory(historyOf(...writes, [1, 'ok', 'read', 1])),
      ampleBudget,
    );
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('nothing explains read 1 of process 1, completed at operation 5');
    expect(verdict.reason).toContain('when it could hold 2');
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(verdict.details['violations']).toMatchObject([
      { prefixEnd: 4, prefixExact: true, failed: { process: 1, f: 'read', value: 1 }, open: [] },
    ]);
  });

  test('is linearizable when the read returns the last write', async () => {
    const verdict = await register.check(
      historyInMemory(historyOf(...writes, [1, 'ok', 'read', 2])),
      ampleBudget,
    );
    expect(verdict).toMatchObject({ valid: true, reason: '', witnesses: [] });
  });

  test('may show the old value while the overwrite is still open', async () => {
    const [first, second, third, fourth, read] = writes as [Event, Event, Event, Event, Event];
    const history = historyOf(first, second, third, read, [1, 'ok', 'read', 1], fourth);
    expect((await register.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });

  test('starts with the value given', async () => {
    const history = historyOf([0, 'invoke', 'read'], [0, 'ok', 'read', 7]);
    expect((await register.check(historyInMemory(history), ampleBudget)).valid).toBe(false);
    const other = linearizable({ model: 'register', initial: 7 });
    expect((await other.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });
});

describe('an operation of unknown outcome', () => {
  const begin: Event[] = [
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [1, 'invoke', 'write', 2],
    [1, 'info', 'write', 2],
  ];
  const read = (process: number, value: number): Event[] => [
    [process, 'invoke', 'read'],
    [process, 'ok', 'read', value],
  ];

  test('may take effect long after it was given up', async () => {
    const history = historyOf(...begin, ...read(2, 1), ...read(2, 2));
    expect((await casRegister.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });

  test('may never take effect', async () => {
    expect(
      (await casRegister.check(historyInMemory(historyOf(...begin, ...read(2, 1))), ampleBudget)).valid,
    ).toBe(true);
  });

  test('takes effect once', async () => {
    const history = historyOf(
      ...begin,
      ...read(2, 2),
      [2, 'invoke', 'write', 3],
      [2, 'ok', 'write', 3],
      ...read(3, 2),
    );
    expect((await casRegister.check(historyInMemory(history), ampleBudget)).valid).toBe(false);
  });

  test('is one that never completed, too', async () => {
    const history = historyOf(...begin.slice(0, 3), ...read(2, 1), ...read(2, 2));
    expect((await casRegister.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });

  test('had no effect when it failed', async () => {
    const failed = begin.map((event): Event => (event[1] === 'info' ? [1, 'fail', 'write', 2] : event));
    expect(
      (await casRegister.check(historyInMemory(historyOf(...failed, ...read(2, 2))), ampleBudget)).valid,
    ).toBe(false);
    expect(
      (await casRegister.check(historyInMemory(historyOf(...failed, ...read(2, 1))), ampleBudget)).valid,
    ).toBe(true);
  });
});

describe('a compare-and-set', () => {
  const race = (second: Event[1]): readonly Event[] => [
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [1, 'invoke', 'cas', [1, 2]],
    [2, 'invoke', 'cas', [1, 3]],
    [1, 'ok', 'cas', [1, 2]],
    [2, second, 'cas', [1, 3]],
  ];

  test('cannot succeed twice from one write', async () => {
    const verdict = await casRegister.check(historyInMemory(historyOf(...race('ok'))), ampleBudget);
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('two compare-and-sets succeeded from 1');
  });

  test.each(['fail', 'info'] as const)('of two, one may end as %s', async (type) => {
    expect((await casRegister.check(historyInMemory(historyOf(...race(type))), ampleBudget)).valid).toBe(
      true,
    );
  });
});

describe('a mutex', () => {
  const mutex = linearizable({ model: 'mutex' });
  const take: Event[] = [
    [0, 'invoke', 'acquire'],
    [0, 'ok', 'acquire'],
    [1, 'invoke', 'acquire'],
  ];
  test('is not held twice', async () => {
    expect(
      (await mutex.check(historyInMemory(historyOf(...take, [1, 'ok', 'acquire'])), ampleBudget)).valid,
    ).toBe(false);
  });
  test('passes on when a release is under way', async () => {
    const history = historyOf(...take, [0, 'invoke', 'release'], [1, 'ok', 'acquire'], [0, 'ok', 'release']);
    expect((await mutex.check(historyInMemory(history), ampleBudget)).valid).toBe(true);
  });
});

describe('keys', () => {
  const twoKeys = (secondRead: number): readonly Event[] => [
    [0, 'invoke', 'write', 1, { key: 'x' }],
    [1, 'invoke', 'write', 2, { key: 'y' }],
    [0, 'ok', 'write', 1, { key: 'x' }],
    [1, 'ok', 'write', 2, { key: 'y' }],
    [0, 'invoke', 'read', null, { key: 'x' }],
    [0, 'ok', 'read', 1, { key: 'x' }],
    [0, 'invoke', 'read', null, { key: 'y' }],
    [0, 'ok', 'read', secondRead, { key: 'y' }],
  ];

  test('are judged one by one', async () => {
    expect((await register.check(historyInMemory(historyOf(...twoKeys(2))), ampleBudget)).valid).toBe(true);
    const verdict = await register.check(historyInMemory(historyOf(...twoKeys(1))), ampleBudget);
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toMatch(/^Key "y" is not linearizable/);
    expect(verdict.details).toMatchObject({ keys: 2, violatingKeys: ['y'], undecidedKeys: [] });
  });

  test('may be written as tuples in the values', async () => {
    const tuples = historyOf(...twoKeys(2)).map(({ key = null, ...rest }) => ({
      ...rest,
      value: [key, rest.value],
    }));
    expect((await register.check(historyInMemory(tuples), ampleBudget)).details).toMatchObject({ keys: 2 });
    const swapped = tuples.map((operation) =>
      operation.index === 7 ? { ...operation, value: ['y', 1] } : operation,
    );
    expect((await register.check(historyInMemory(swapped), ampleBudget)).valid).toBe(false);
  });
});

describe('what cannot be judged', () => {
  test('is unknown where a process does two things at once', async () => {
    const history = historyOf([0, 'invoke', 'read'], [0, 'invoke', 'read']);
    const verdict = await register.check(historyInMemory(history), ampleBudget);
    expect(verdict.valid).toBe('unknown');
    expect(verdict.reason).toContain('process 0 begins read while its read (index 0) is still open');
  });

  test('is unknown where the model lacks a function', async () => {
    const verdict = await register.check(
      historyInMemory(historyOf([0, 'invoke', 'enqueue', 1])),
      ampleBudget,
    );
    expect(verdict.reason).toContain(
      'the model register has no function "enqueue"; it knows read, write, cas',
    );
  });

  test('names the models there are', () => {
    expect(() => linearizable({ model: 'stack' })).toThrow(
      'no model "stack"; there are register, cas-register, mutex',
    );
  });
});

test('the nemesis is passed over: what it did is nothing to judge', async () => {
  const history = historyOf(['nemesis', 'info', 'kill'], ['nemesis', 'info', 'kill', { verified: true }]);
  expect((await register.check(historyInMemory(history), ampleBudget)).valid).toBe('unknown');
});

test('a violation of one key outranks another that stays undecided', async () => {
  const hard = Array.from(
    { length: 60 },
    (_, i): Event => [
      i,
      'invoke',
      'txn',
      [
        ['r', `x${i % 5}`, i % 3],
        ['w', `x${(i * 7) % 5}`, i % 4],
      ],
      { key: 'hard' },
    ],
  );
  const ended = hard.map(
    ([process, , f, value, more = {}]): Event => [process, 'ok', f, value ?? null, more],
  );
  const wrong: Event[] = [
    [
      100,
      'invoke',
      'txn',
      [
        ['w', 'x', 1],
        ['r', 'x', 2],
      ],
      { key: 'wrong' },
    ],
    [
      100,
      'ok',
      'txn',
      [
        ['w', 'x', 1],
        ['r', 'x', 2],
      ],
      { key: 'wrong' },
    ],
  ];
  const budget = { timeMs: 300, memoryBytes: 1 << 28 };
  const checker = linearizable({ model: 'multi-register' });
  const alone = await checker.check(historyInMemory(historyOf(...hard, ...ended)), budget);
  expect(alone.valid).toBe('unknown');
  expect(alone.reason).toContain('time budget of 300 ms ran out for key "hard"');
  const both = await checker.check(historyInMemory(historyOf(...hard, ...ended, ...wrong)), budget);
  expect(both.valid).toBe(false);
  expect(both.details).toMatchObject({ violatingKeys: ['wrong'], undecidedKeys: ['hard'] });
});
