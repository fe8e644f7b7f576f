// The checker that fits a history is told by what its clients do.

import { expect, test } from 'vitest';
import { fittingChecker } from '../../src/cli/fitting-checker.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { historyOf } from '../checkers/history-builder.ts';

const fitting = (f: string, value: JsonValue = null, read?: JsonValue) =>
  fittingChecker(
    historyInMemory(
      historyOf(
        ['nemesis', 'info', 'remove'],
        [0, 'invoke', f, value],
        [0, 'ok', f, value],
        ...(read === undefined
          ? []
          : ([
              [1, 'invoke', 'read'],
              [1, 'ok', 'read', read],
            ] as const)),
      ),
    ),
    undefined,
  );

test.each([
  ['write', 1, 1, 'linearizable', 'cas-register'],
  ['remove', 1, [1], 'linearizable', 'set'],
  ['add', 1, [1], 'set-full', undefined],
  ['add', 1, 1, 'counter', undefined],
  ['enqueue', 1, undefined, 'total-queue', undefined],
  ['generate', 1, undefined, 'unique-ids', undefined],
  ['transfer', null, { a: 1 }, 'bank', undefined],
  ['txn', [['append', 1, 1]], null, 'list-append', undefined],
  ['txn', [['r', 1, [2]]], null, 'list-append', undefined],
  ['txn', [['w', 1, 1]], null, 'rw-register', undefined],
] as const)('%s of %j, read as %j, is for %s', (f, value, read, checker, model) => {
  expect(fitting(f, value, read)).toEqual({ checker, model });
});

test('nothing fits two histories in one, of which a checker would see one', () => {
  expect(fitting('enqueue', 1, 7)).toBeNull();
  expect(fitting('generate', 1, 7)).toBeNull();
  const mixed = historyOf([0, 'invoke', 'add', 1], [0, 'ok', 'add', 1], [1, 'invoke', 'write', 1]);
  expect(fittingChecker(historyInMemory(mixed), undefined)).toBeNull();
});

test('a checker named by a person stays, with the model that fits it', () => {
  const history = historyInMemory(historyOf([0, 'invoke', 'acquire'], [0, 'ok', 'acquire']));
  expect(fittingChecker(history, 'linearizable')).toEqual({ checker: 'linearizable', model: 'mutex' });
  expect(fittingChecker(history, 'statistics')).toEqual({ checker: 'statistics', model: undefined });
  const nothing = historyInMemory(historyOf([0, 'invoke', 'ponder']));
  expect(fittingChecker(nothing, undefined)).toBeNull();
});
