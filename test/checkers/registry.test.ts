// Checkers and models by name, as the command line asks for them.

import { expect, test } from 'vitest';
import { checkerNamed, modelNames } from '../../src/checkers/registry.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { ampleBudget, historyOf } from './history-builder.ts';

test('without operations, a history is linearizable, and no set to judge', async () => {
  expect((await checkerNamed('linearizable').check(historyInMemory([]), ampleBudget)).valid).toBe(true);
  expect((await checkerNamed('set').check(historyInMemory([]), ampleBudget)).valid).toBe('unknown');
});

test.each(modelNames)('linearizable takes the model %s', async (model) => {
  const verdict = await checkerNamed('linearizable', { model }).check(
    historyInMemory(historyOf()),
    ampleBudget,
  );
  expect(verdict.details).toMatchObject({ model });
});

test('an unknown name is answered with those there are', () => {
  expect(() => checkerNamed('elle')).toThrow('no checker "elle"; there are linearizable, set, statistics');
});
