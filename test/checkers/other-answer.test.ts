// An answer to another request than its own is evidence of nothing, whatever the checker.

import { expect, test } from 'vitest';
import { checkerNamed } from '../../src/checkers/registry.ts';
import { judged, operation } from './judged.ts';

test.each([
  ['linearizable', 'cas-register', 'write', 1, 2],
  ['linearizable', 'cas-register', 'cas', [1, 2], [1, 3]],
  ['linearizable', 'fifo-queue', 'enqueue', 1, 2],
  ['linearizable', 'set', 'remove', 1, 2],
  ['linearizable', 'set', 'contains', 1, [2, true]],
  ['linearizable', 'key-value', 'put', ['x', 1], ['x', 2]],
  ['linearizable', 'string-append-kv', 'append', 'a', 'b'],
  ['linearizable', 'counter', 'add', 1, 2],
  ['set-full', undefined, 'add', 1, 2],
  ['total-queue', undefined, 'enqueue', 1, 2],
  ['counter', undefined, 'add', 1, 2],
  ['causal', undefined, 'write', 1, 2],
  ['session-guarantees', undefined, 'write', 1, 2],
  ['durability', undefined, 'write', 1, 2],
])('%s %s cannot judge a %s of %j that is answered %j', async (name, model, f, asked, answer) => {
  const checker = checkerNamed(name, model === undefined ? {} : { model });
  const verdict = await judged(checker, operation(0, f, asked, 'ok', answer));
  expect(verdict).toMatchObject({ valid: 'unknown' });
  expect(verdict.reason).toMatch(/was asked for|contains 1 returns true or false/);
});

test('an answer that says nothing is one', async () => {
  const checker = checkerNamed('linearizable', { model: 'register' });
  const steps = [operation(0, 'write', 1, 'ok', null), operation(1, 'read', null, 'ok', 1)];
  expect((await judged(checker, ...steps)).valid).toBe(true);
});
