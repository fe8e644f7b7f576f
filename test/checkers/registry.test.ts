// Checkers and models by name, as the command line asks for them.

import { describe, expect, test } from 'vitest';
import type { CheckerOptions } from '../../src/checkers/checker-options.ts';
import { checkerNamed, registeredCheckers } from '../../src/checkers/registry.ts';
import { type History, historyInMemory } from '../../src/history/history.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';
import { operation } from './judged.ts';

describe.each(registeredCheckers.filter(({ models }) => models.length > 0))('$name', ({ name, models }) => {
  test.each(models)('takes the model %s', async (model) => {
    const history = historyInMemory(historyOf());
    expect(await checkerNamed(name, { model }).check(history, ampleBudget)).toMatchObject({ checker: name });
  });
});

test.each(['list-append', 'rw-register'])('%s knows models by their other names', async (name) => {
  const checker = checkerNamed(name, { model: 'strong-serializable' });
  expect(await checker.check(historyInMemory(historyOf()), ampleBudget)).toMatchObject({
    details: { model: 'strict-serializable' },
  });
});

test('an unknown name is answered with those there are', () => {
  expect(() => checkerNamed('elle')).toThrow(/no checker "elle"; there are linearizable, .*set-full, /);
  expect(() => checkerNamed('set-full', { model: 'fuzzy' })).toThrow(/there are eventual, linearizable$/);
  expect(() => checkerNamed('statistics', { model: 'fuzzy' })).toThrow(/there are none$/);
});

describe('options', () => {
  const began = (read: JsonValue, ...others: readonly (readonly Event[])[]) =>
    historyInMemory(historyOf(...operation(0, 'read', null, 'ok', read), ...others.flat()));
  const validity = async (name: string, options: CheckerOptions, history: History) =>
    (await checkerNamed(name, options).check(history, ampleBudget)).valid;

  test.each<readonly [string, CheckerOptions]>([
    ['linearizable', { model: 'register', initial: 7 }],
    ['linearizable', { model: 'counter', initial: 7 }],
    ['counter', { initial: 7 }],
    ['session-guarantees', { initial: 7 }],
    ['causal', { initial: 7 }],
  ])('%s %j begins with that', async (name, options) => {
    expect(await validity(name, options, began(7))).toBe(true);
    expect(await validity(name, options, began(8))).toBe(false);
    const { initial: _initial, ...none } = options;
    expect(await validity(name, none, began(7))).toBe(false);
  });

  const transactions = (...reads: readonly JsonValue[]) =>
    historyInMemory(
      historyOf(
        ...operation(0, 'txn', [['w', 'x', 1]]),
        ...reads.flatMap((read) => operation(1, 'txn', [['r', 'y', null]], 'ok', [['r', 'y', read]])),
      ),
    );

  test('registers of transactions begin with that', async () => {
    expect(await validity('rw-register', { initial: 0 }, transactions(0, 0))).toBe(true);
    expect(await validity('rw-register', {}, transactions(0, 0))).toBe(false);
    expect(await validity('rw-register', { initial: 0 }, transactions(null))).toBe(false);
    expect(await validity('rw-register', { initial: 2 }, transactions(0))).toBe(false);
    expect(
      await checkerNamed('rw-register', { initial: 1 }).check(transactions(1), ampleBudget),
    ).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('operation 0 writes 1, which every register held at first'),
    });
  });

  test('of a bank', async () => {
    const balances = began({ a: 4, b: 6 });
    expect(await validity('bank', { total: 10, accounts: ['a', 'b'] }, balances)).toBe(true);
    expect(await validity('bank', { total: 11 }, balances)).toBe(false);
    expect(await validity('bank', { accounts: ['a', 'b', 'c'] }, balances)).toBe(false);
  });

  test('of a semaphore', async () => {
    const two = historyInMemory(
      historyOf(...operation(0, 'acquire', null), ...operation(1, 'acquire', null)),
    );
    expect(await validity('linearizable', { model: 'semaphore', permits: 2 }, two)).toBe(true);
    expect(await validity('linearizable', { model: 'semaphore', permits: 1 }, two)).toBe(false);
  });

  test('of numbers that only grow', async () => {
    const peeks = historyInMemory(
      historyOf(...[2, 1].flatMap((one) => operation(0, 'peek', null, 'ok', one))),
    );
    expect(await validity('monotonic', { functions: ['peek'] }, peeks)).toBe(false);
    expect(await validity('monotonic', { functions: ['read'] }, peeks)).not.toBe(false);
  });

  test.each<readonly [string, CheckerOptions, RegExp]>([
    ['set-full', { initial: 0 }, /^the checker set-full does not take --initial$/],
    ['linearizable', { total: 0 }, /does not take --total$/],
    ['linearizable', { model: 'mutex', permits: 2 }, /^the model mutex has no permits/],
    ['linearizable', { model: 'semaphore', initial: 2 }, /--permits says how many/],
    ['linearizable', { model: 'set', initial: 'x' }, /returns a list, not "x"$/],
    ['linearizable', { model: 'owned-mutex', initial: 'x' }, /begins with the process that holds it or null/],
    ['counter', { initial: 'x' }, /whole number/],
  ])('%s refuses %j', (name, options, sentence) => {
    expect(() => checkerNamed(name, options)).toThrow(sentence);
  });
});
