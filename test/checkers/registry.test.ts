// Checkers and models by name, as the command line asks for them.

import { expect, test } from 'vitest';
import { checkerNamed, checkerNames, modelNames } from '../../src/checkers/registry.ts';
import { ampleBudget, historyOf } from './history-builder.ts';

test.each(checkerNames.filter((name) => name !== 'statistics'))(
  '%s passes no judgement on a history without operations',
  async (name) => {
    expect(await checkerNamed(name).check([], ampleBudget)).toMatchObject({
      checker: name,
      valid: 'unknown',
    });
  },
);

test.each(modelNames)('linearizable takes the model %s', async (model) => {
  const verdict = await checkerNamed('linearizable', { model }).check(historyOf(), ampleBudget);
  expect(verdict.details).toMatchObject({ model });
});

test('an unknown name is answered with those there are', () => {
  expect(() => checkerNamed('elle')).toThrow('no checker "elle"; there are linearizable, set, statistics');
});
