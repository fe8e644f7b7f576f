// Checkers and models by name, as the command line asks for them.

import { describe, expect, test } from 'vitest';
import { checkerNamed, registeredCheckers } from '../../src/checkers/registry.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { ampleBudget, historyOf } from './history-builder.ts';

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
