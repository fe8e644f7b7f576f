// Checkers and models by name, as the command line asks for them.

import { expect, test } from 'vitest';
import { checkerNamed, checkerNames, modelNames } from '../../src/checkers/registry.ts';
import { ampleBudget, historyOf } from './history-builder.ts';

test.each(checkerNames)('%s judges an empty history as valid', async (name) => {
  expect(await checkerNamed(name).check([], ampleBudget)).toMatchObject({ checker: name, valid: true });
});

test.each(modelNames)('linearizable takes the model %s', async (model) => {
  expect((await checkerNamed('linearizable', { model }).check(historyOf(), ampleBudget)).valid).toBe(true);
});

test('an unknown name is answered with those there are', () => {
  expect(() => checkerNamed('elle')).toThrow('no checker "elle"; there are linearizable, set, statistics');
});
