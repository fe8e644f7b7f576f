// The queue against a database of one machine: what a dequeue says it took is gone, and only then.

import { expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { type SqlConnection, StatementError } from '../../src/worlds/world.ts';
import { queue } from '../../workloads/queue.ts';
import { queueOperations } from '../../workloads/queue-operations.ts';
import { connectToMachine } from './one-machine.ts';

const workload = queue.create({ seed: 1, nodes: ['n1'], concurrency: 2 });
const timeoutMs = 1000;

/** @param before what another client does right before each deletion */
async function filled(before: (connection: SqlConnection) => Promise<unknown> = async () => {}) {
  const machine = connectToMachine();
  await workload.setup(machine, timeoutMs);
  for (const value of [10, 20, 30]) await workload.invoke(machine, { f: 'enqueue', value }, timeoutMs);
  const connection: SqlConnection = {
    ...machine,
    query: async (sql, parameters, limitMs) => {
      if (sql.startsWith('DELETE')) await before(machine);
      return machine.query(sql, parameters, limitMs);
    },
  };
  return (f: string, value: JsonValue = null) => workload.invoke(connection, { f, value }, timeoutMs);
}

test('a dequeue takes the element at its place, and a drain the rest', async () => {
  const perform = await filled();
  expect(await perform('dequeue', { place: 1 })).toEqual({ type: 'ok', value: 20 });
  expect(await perform('dequeue', { place: 5 })).toMatchObject({
    type: 'fail',
    error: expect.not.stringMatching(/empty/),
  });
  expect(await perform('drain')).toEqual({ type: 'ok', value: [10, 30] });
  expect(await perform('dequeue', { place: 0 })).toEqual({ type: 'ok', value: null });
  expect(await perform('drain')).toEqual({ type: 'ok', value: [] });
});

test('what another client has taken meanwhile was not taken here', async () => {
  const perform = await filled((other) =>
    workload.invoke(other, { f: 'dequeue', value: { place: 0 } }, timeoutMs),
  );
  expect(await perform('dequeue', { place: 0 })).toMatchObject({
    type: 'fail',
    error: 'another client has taken it',
  });
  expect((await perform('drain')).type).toBe('info');
});

test('a dequeue of unknown outcome says what it would have taken', async () => {
  const perform = await filled(() => Promise.reject(new StatementError('no answer', false, null)));
  expect(await perform('dequeue', { place: 1 })).toMatchObject({ type: 'info', value: 20 });
});

test('the operations put in each number once, and take out about as many', () => {
  const operations = simulate(limit(600, queueOperations({ seed: 7 })), {
    concurrency: 2,
    seed: 1,
    withNemesis: false,
  });
  const put = operations
    .filter(({ type, f }) => type === 'invoke' && f === 'enqueue')
    .map(({ value }) => value);
  expect(new Set(put).size).toBe(put.length);
  expect(put.length).toBeGreaterThan(250);
  expect(put.length).toBeLessThan(350);
});
