// The bank against a database of one machine: transfers keep the total, and those out of bounds change nothing.

import { expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { bank } from '../../workloads/bank.ts';
import { bankOperations } from '../../workloads/bank-operations.ts';
import { connectToMachine } from './one-machine.ts';

const workload = bank.create({ seed: 1, nodes: ['n1'], concurrency: 2 });
const timeoutMs = 1000;

const opened = async () => {
  const connection = connectToMachine();
  await workload.setup(connection, timeoutMs);
  // What was sent twice changes nothing the second time.
  await workload.setup(connection, timeoutMs);
  const transfer = (from: number, to: number, amount: number) =>
    workload.invoke(connection, { f: 'transfer', value: { from, to, amount } }, timeoutMs);
  const balances = async (): Promise<readonly number[]> => {
    const { value } = await workload.invoke(connection, { f: 'read', value: null }, timeoutMs);
    return (value as readonly (readonly number[])[]).map(([, balance]) => balance as number);
  };
  return { transfer, balances };
};

test('moves money upwards and downwards', async () => {
  const { transfer, balances } = await opened();
  expect((await transfer(0, 2, 20)).type).toBe('ok');
  expect((await transfer(3, 1, 30)).type).toBe('ok');
  expect(await balances()).toEqual([30, 80, 70, 20, 50, 50, 50, 50]);
});

test.each([
  ['upwards', 0, 1],
  ['downwards', 1, 0],
])('a transfer %s that leaves the bounds fails and changes neither account', async (_way, from, to) => {
  const { transfer, balances } = await opened();
  expect((await transfer(from, to, 60)).type).toBe('ok');
  const before = await balances();
  expect(await transfer(from, to, 60)).toMatchObject({ type: 'fail', error: expect.stringMatching(/range/) });
  expect(await balances()).toEqual(before);
});

test('the operations move money between two different accounts, often enough too much', async () => {
  const { transfer } = await opened();
  const operations = simulate(limit(600, bankOperations({ seed: 7, accountCount: 8 })), {
    concurrency: 2,
    seed: 1,
    withNemesis: false,
  });
  let failed = 0;
  for (const { type, f, value } of operations) {
    if (type !== 'invoke' || f !== 'transfer') continue;
    const { from, to, amount } = value as { from: number; to: number; amount: number };
    expect(from).not.toBe(to);
    if ((await transfer(from, to, amount)).type === 'fail') failed += 1;
  }
  expect(failed).toBeGreaterThan(20);
});
