// The checker that fits a history is told by what its clients do; where several could fit, none is guessed.

import { describe, expect, test } from 'vitest';
import { fittingChecker, fittingModel, isDoubt } from '../../src/checkers/fitting-checker.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { type Event, historyOf } from './history-builder.ts';
import { operation } from './judged.ts';

const fitting = (...parts: readonly (readonly Event[])[]) =>
  fittingChecker(historyInMemory(historyOf(['nemesis', 'info', 'remove'], ...parts.flat())));

const withRead = (f: string, value: JsonValue, read?: JsonValue) =>
  read === undefined
    ? fitting(operation(0, f, value))
    : fitting(operation(0, f, value), operation(1, 'read', null, 'ok', read));

test.each([
  ['write', 1, 1, 'linearizable', 'cas-register'],
  ['write', [1, 2], [3], 'linearizable', 'cas-register'],
  ['cas', [0, 1], 1, 'linearizable', 'cas-register'],
  ['put', 1, undefined, 'linearizable', 'cas-register'],
  ['remove', 1, [1], 'linearizable', 'set'],
  ['add', 1, [1], 'set-full', undefined],
  ['add', 'a', undefined, 'set-full', undefined],
  ['add', 1, 1, 'counter', undefined],
  ['enqueue', 1, undefined, 'total-queue', undefined],
  ['generate', 1, undefined, 'unique-ids', undefined],
  ['transfer', null, { a: 1 }, 'bank', undefined],
  ['txn', [['append', 1, 1]], undefined, 'list-append', undefined],
  ['txn', [['r', 1, [2]]], undefined, 'list-append', undefined],
  ['txn', [['r', 1, 2]], undefined, 'rw-register', undefined],
  ['txn', [['w', 1, 1]], undefined, 'rw-register', undefined],
  ['acquire', null, undefined, 'linearizable', 'mutex'],
] as const)('%s of %j, read as %j, is for %s', (f, value, read, checker, model) => {
  expect(withRead(f, value, read)).toEqual(model === undefined ? { checker } : { checker, model });
});

test('balances that are only read are those of a bank', () => {
  expect(fitting(operation(0, 'read', null, 'ok', { a: 10, b: 5 }))).toEqual({ checker: 'bank' });
});

const doubtful: readonly (readonly [string, readonly (readonly Event[])[], readonly string[]])[] = [
  ['transactions of nothing', [operation(0, 'txn', [['r', 1, null]])], ['list-append', 'rw-register']],
  [
    'transactions of lists and registers',
    [operation(0, 'txn', [['append', 1, 1]]), operation(0, 'txn', [['w', 2, 1]])],
    ['list-append', 'rw-register'],
  ],
  ['numbers added and never read', [operation(0, 'add', 1)], ['set-full', 'counter']],
  [
    'a lock released by another',
    [operation(0, 'acquire', null), operation(1, 'release', null)],
    ['linearizable', 'linearizable', 'linearizable', 'linearizable'],
  ],
  [
    'numbers that are only read',
    [operation(0, 'read', null, 'ok', 3)],
    ['linearizable', 'monotonic', 'counter'],
  ],
  ['lists that are only read', [operation(0, 'read', null, 'ok', [3])], ['set-full', 'linearizable']],
  [
    'lists read where numbers are written',
    [operation(0, 'write', 1), operation(0, 'read', null, 'ok', [1])],
    [],
  ],
  [
    'reads that may be late',
    [operation(0, 'write', 1), operation(0, 'weak-read', null, 'ok', 1)],
    ['session-guarantees', 'causal', 'monotonic'],
  ],
  ['an unknown function', [operation(0, 'ponder', 1)], []],
  ['a queue and a register', [operation(0, 'enqueue', 1), operation(0, 'read', null, 'ok', 1)], []],
  ['a set and a register', [operation(0, 'add', 1), operation(0, 'write', 1)], []],
  ['transactions and reads', [operation(0, 'txn', [['w', 1, 1]]), operation(0, 'read', null, 'ok', 1)], []],
  ['no client at all', [], []],
];

describe('no checker is guessed for', () => {
  test.each(doubtful)('%s', (_name, parts, candidates) => {
    const found = fitting(...parts);
    if (!isDoubt(found)) expect.fail(JSON.stringify(found));
    expect(found.why).not.toBe('');
    expect(found.candidates.map(({ checker }) => checker)).toEqual(candidates);
  });
});

test('where nothing succeeded, any of them says so', () => {
  expect(fitting(operation(0, 'add', 1, 'info'))).toEqual({ checker: 'set-full' });
});

test('keys in front of values are seen through', () => {
  expect(fitting(operation(0, 'add', [1, 10]), operation(0, 'read', [1, null], 'ok', [1, [10]]))).toEqual({
    checker: 'set-full',
  });
  expect(fitting(operation(0, 'write', [1, 10]), operation(0, 'read', [1, null], 'info', null))).toEqual({
    checker: 'linearizable',
    model: 'cas-register',
  });
});

test.each([
  ['acquire', null, 'mutex'],
  ['add', 1, 'set'],
  ['remove', 1, 'set'],
  ['write', 1, 'cas-register'],
  ['ponder', 1, undefined],
] as const)('of the linearizable objects, %s of %j is for %s', (f, value, model) => {
  expect(fittingModel(historyInMemory(historyOf(...operation(0, f, value))))).toBe(model);
});
