// Registers: reads, blind writes and compare-and-sets on a few keys, each key linearizable on its own. Every written
// value is new, so that each read names the write it saw.

import { durability } from '../src/checkers/durability.ts';
import { linearizable } from '../src/checkers/linearizability/checker.ts';
import { watchRegisters } from '../src/checkers/watch-registers.ts';
import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { SqlConnection } from '../src/worlds/world.ts';
import { readOnEveryNode } from './final-reads.ts';
import { isWhole, nothing, wholeNumber } from './operation-form.ts';
import type { PersistedForm } from './persisted-form.ts';
import { registerOperations } from './register-operations.ts';
import { completionOf } from './statement-outcome.ts';
import type { Completion, WorkloadFactory } from './workload.ts';

const keyCount = 12;

/** What survived, as every node tells it. */
const finalReads = Array.from(
  { length: keyCount },
  (_, key): Invocation => ({ f: 'read', key, value: null }),
);

const createTable = 'CREATE TABLE IF NOT EXISTS registers (k INT NOT NULL PRIMARY KEY, v BIGINT NOT NULL)';
const select = 'SELECT v FROM registers WHERE k = ?';
const upsert = 'INSERT INTO registers (k, v) VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)';
const compareAndSet = 'UPDATE registers SET v = ? WHERE k = ? AND v = ?';

const persisted: PersistedForm = {
  table: 'registers',
  meaningOf(sql, parameters) {
    if (sql === createTable) return { kind: 'none' };
    if (sql !== upsert && sql !== compareAndSet) return null;
    const isConditional = sql === compareAndSet;
    const [key, value] = isConditional ? [parameters[1], parameters[0]] : parameters;
    return { kind: 'write', write: [Number(key), Number(value)], isConditional };
  },
  readAll: 'SELECT k, v FROM registers',
  writeInRow: ([key, value]) => [Number(key), Number(value)],
};

const isPair = (value: JsonValue): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isWhole);

function invoke(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  const key = Number(invocation.key);
  switch (invocation.f) {
    case 'read':
      return completionOf('read', null, async () => {
        const { rows } = await connection.query(select, [key], timeoutMs);
        const value = rows[0]?.[0] ?? null;
        return { type: 'ok', value: value === null ? null : Number(value) };
      });
    case 'write':
      return completionOf('write', invocation.value, async () => {
        await connection.query(upsert, [key, Number(invocation.value)], timeoutMs);
        return { type: 'ok', value: invocation.value };
      });
    case 'cas': {
      const [expected, next] = invocation.value as readonly [number, number];
      return completionOf('write', invocation.value, async () => {
        const { affectedRows } = await connection.query(compareAndSet, [next, key, expected], timeoutMs);
        return affectedRows === 1
          ? { type: 'ok', value: invocation.value }
          : { type: 'fail', value: invocation.value, error: 'the register held another value' };
      });
    }
    default:
      throw new Error(`The register workload has no operation '${invocation.f}'.`);
  }
}

export const register: WorkloadFactory = {
  name: 'register',
  summary: 'read, write and compare-and-set single rows; each key must be linearizable',
  takes: { models: ['cas-register'], options: ['model', 'failed'] },
  create: (options) => ({
    name: 'register',
    summary: register.summary,
    setup: async (connection, timeoutMs) => {
      await connection.query(createTable, [], timeoutMs);
    },
    invoke,
    forms: {
      read: { ...nothing, keyed: true },
      write: { ...wholeNumber, keyed: true },
      cas: { keyed: true, words: 'a list of two whole numbers', accepts: isPair },
    },
    load: () => registerOperations({ seed: options.seed, keyCount, concurrency: options.concurrency }),
    final: () => readOnEveryNode(options.nodes.length, finalReads),
    checkers: [
      linearizable({ model: 'cas-register', ...options.checking }),
      durability({ persisted: options.persisted }),
    ],
    watch: watchRegisters,
    persisted,
    minimumSuccesses: { read: 20, write: 20, cas: 5 },
  }),
};
