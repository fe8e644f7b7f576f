// A bank: one statement takes money from one account and gives it to another, or does neither. Every read of all balances
// adds up to the same total. Two rows in one statement, and statements that fail at the second one, are what it is for.

import { bank as bankChecker } from '../src/checkers/bank.ts';
import type { Invocation } from '../src/generator/generator.ts';
import type { SqlConnection } from '../src/worlds/world.ts';
import { bankOperations, type Transfer } from './bank-operations.ts';
import { readOnEveryNode } from './final-reads.ts';
import { nothing, wholeNumbers } from './operation-form.ts';
import { completionOf } from './statement-outcome.ts';
import type { Completion, WorkloadFactory } from './workload.ts';

const accounts = [0, 1, 2, 3, 4, 5, 6, 7];
const firstBalance = 50;

/** A balance has bounds that it soon meets: -128 and 127. */
const createTable =
  'CREATE TABLE IF NOT EXISTS accounts (id INT NOT NULL PRIMARY KEY, balance TINYINT NOT NULL)';
const openAccounts = `INSERT IGNORE INTO accounts (id, balance) VALUES ${accounts.map((id) => `(${id}, ${firstBalance})`).join(', ')}`;
const update = 'UPDATE accounts SET balance = balance + CASE id WHEN ? THEN ? ELSE ? END WHERE id IN (?, ?)';
const upsert =
  'INSERT INTO accounts (id, balance) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE balance = balance + VALUES(balance)';
const selectAll = 'SELECT id, balance FROM accounts ORDER BY id';

/** Either of the two ways to change two rows at once; upwards the one, downwards the other. */
function transferOf({ from, to, amount }: Transfer): readonly [sql: string, parameters: readonly number[]] {
  if (from < to) return [update, [to, amount, -amount, from, to]];
  return [upsert, [to, amount, from, -amount]];
}

function invoke(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  switch (invocation.f) {
    case 'read':
      return completionOf('read', null, async () => {
        const { rows } = await connection.query(selectAll, [], timeoutMs);
        return { type: 'ok', value: rows.map(([id, balance]) => [Number(id), Number(balance)]) };
      });
    case 'transfer':
      return completionOf('write', invocation.value, async () => {
        const [sql, parameters] = transferOf(invocation.value as unknown as Transfer);
        await connection.query(sql, parameters, timeoutMs);
        return { type: 'ok', value: invocation.value };
      });
    default:
      throw new Error(`The bank workload has no operation '${invocation.f}'.`);
  }
}

export const bank: WorkloadFactory = {
  name: 'bank',
  summary: 'move money between accounts; all balances always add up to the same',
  takes: { models: ['overdraft', 'no-overdraft'], options: ['model', 'total', 'accounts'] },
  create: (options) => ({
    name: 'bank',
    summary: bank.summary,
    setup: async (connection, timeoutMs) => {
      await connection.query(createTable, [], timeoutMs);
      await connection.query(openAccounts, [], timeoutMs);
    },
    invoke,
    forms: { read: nothing, transfer: wholeNumbers('from', 'to', 'amount') },
    load: () => bankOperations({ seed: options.seed, accountCount: accounts.length }),
    final: () => readOnEveryNode(options.nodes.length, [{ f: 'read', value: null }]),
    checkers: [
      bankChecker({
        total: options.checking?.total ?? accounts.length * firstBalance,
        accounts: options.checking?.accounts ?? accounts,
        overdraft: options.checking?.model !== 'no-overdraft',
      }),
    ],
    minimumSuccesses: { transfer: 20, read: 20 },
  }),
};
