// A set: clients add numbers, each once, and at the end read everything through every node. An acknowledged element
// that is missing then is lost data; one counted twice was applied twice.

import { durability } from '../src/checkers/durability.ts';
import { setFull } from '../src/checkers/set-full.ts';
import { watchSet } from '../src/checkers/watch-set.ts';
import type { Invocation } from '../src/generator/generator.ts';
import type { SqlConnection } from '../src/worlds/world.ts';
import { readOnEveryNode } from './final-reads.ts';
import { nothing, wholeNumber } from './operation-form.ts';
import type { PersistedForm } from './persisted-form.ts';
import { setOperations } from './set-operations.ts';
import { completionOf } from './statement-outcome.ts';
import type { Completion, WorkloadFactory } from './workload.ts';

/** A second insertion of one element raises `times`: exactly-once can be seen, not only at-least-once. */
const createTable =
  'CREATE TABLE IF NOT EXISTS elements (element BIGINT NOT NULL PRIMARY KEY, times INT NOT NULL)';
const insert =
  'INSERT INTO elements (element, times) VALUES (?, 1) ON DUPLICATE KEY UPDATE times = times + 1';
const selectAll = 'SELECT element, times FROM elements ORDER BY element';

const persisted: PersistedForm = {
  table: 'elements',
  meaningOf(sql, [element]) {
    if (sql === createTable) return { kind: 'none' };
    if (sql !== insert) return null;
    return { kind: 'write', write: [null, Number(element)], isConditional: false };
  },
  readAll: 'SELECT element FROM elements',
  writeInRow: ([element]) => [null, Number(element)],
};

/** Elements as a flat list in which an element stands as often as it was inserted. */
async function readAll(connection: SqlConnection, timeoutMs: number): Promise<Completion> {
  const { rows } = await connection.query(selectAll, [], timeoutMs);
  const elements = rows.flatMap(([element, times]) =>
    Array.from({ length: Number(times) }, () => Number(element)),
  );
  return { type: 'ok', value: elements };
}

function invoke(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  switch (invocation.f) {
    case 'add':
      return completionOf('write', invocation.value, async () => {
        await connection.query(insert, [Number(invocation.value)], timeoutMs);
        return { type: 'ok', value: invocation.value };
      });
    case 'read':
      return completionOf('read', null, () => readAll(connection, timeoutMs));
    default:
      throw new Error(`The set workload has no operation '${invocation.f}'.`);
  }
}

export const set: WorkloadFactory = {
  name: 'set',
  summary: 'add elements, then read them all on every node; no acknowledged element may be missing',
  takes: { models: ['linearizable', 'eventual'], options: ['model'] },
  create: (options) => ({
    name: 'set',
    summary: set.summary,
    setup: async (connection, timeoutMs) => {
      await connection.query(createTable, [], timeoutMs);
    },
    invoke,
    forms: { add: wholeNumber, read: nothing },
    load: () => setOperations({ seed: options.seed }),
    final: () => readOnEveryNode(options.nodes.length, [{ f: 'read', value: null }]),
    checkers: [
      setFull({ linearizable: options.checking?.model !== 'eventual' }),
      durability({ persisted: options.persisted }),
    ],
    // What is seen under way is certain of linearizable reads only.
    ...(options.checking?.model === 'eventual' ? {} : { watch: watchSet }),
    persisted,
    minimumSuccesses: { add: 50, read: options.nodes.length },
  }),
};
