// A queue: clients insert elements under keys that the database draws, and take out what they find by deleting it: who
// deleted the row has the element. In the end all that is left is taken at once. What was acknowledged comes out once.

import { totalQueue } from '../src/checkers/total-queue.ts';
import type { Invocation } from '../src/generator/generator.ts';
import type { SqlConnection } from '../src/worlds/world.ts';
import { readOnEveryNode } from './final-reads.ts';
import { nothing, wholeNumber, wholeNumbers } from './operation-form.ts';
import { queueOperations } from './queue-operations.ts';
import { completionOf } from './statement-outcome.ts';
import type { Completion, WorkloadFactory } from './workload.ts';

const createTable =
  'CREATE TABLE IF NOT EXISTS queue (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, element BIGINT NOT NULL)';
const insert = 'INSERT INTO queue (element) VALUES (?)';
const selectOne = 'SELECT id, element FROM queue ORDER BY id LIMIT 1 OFFSET ?';
const deleteOne = 'DELETE FROM queue WHERE id = ?';
const selectAll = 'SELECT id, element FROM queue ORDER BY id';
const deleteAll = 'DELETE FROM queue WHERE id <= ?';

type Rows = readonly (readonly [id: number, element: number])[];

/** Looks, and goes on with what was seen. Only what a deletion leaves open is of unknown outcome. */
async function look(
  invocation: Invocation,
  find: () => Promise<Rows>,
  take: (rows: Rows) => Completion | Promise<Completion>,
): Promise<Completion> {
  let rows: Rows = [];
  const looked = await completionOf('read', invocation.value, async () => {
    rows = await find();
    return { type: 'ok', value: null };
  });
  return looked.type === 'ok' ? take(rows) : looked;
}

function dequeue(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  const { value } = invocation;
  const { place } = value as { readonly place: number };
  const find = (): Promise<Rows> => rowsOf(connection, selectOne, [place], timeoutMs);
  return look(invocation, find, ([found]) => {
    // Nothing at the first place: nothing at all.
    if (found === undefined)
      return place === 0
        ? { type: 'ok', value: null }
        : { type: 'fail', value, error: 'nothing stands at this place' };
    const [id, element] = found;
    // Where the outcome stays unknown, it is at least known of which element.
    return completionOf('write', element, async () => {
      const { affectedRows } = await connection.query(deleteOne, [id], timeoutMs);
      return affectedRows === 1
        ? { type: 'ok', value: element }
        : { type: 'fail', value, error: 'another client has taken it' };
    });
  });
}

/** Keys only grow: what is deleted is what was seen, or part of it has been taken meanwhile. */
function drain(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  const find = (): Promise<Rows> => rowsOf(connection, selectAll, [], timeoutMs);
  return look(invocation, find, (rows) => {
    const elements = rows.map(([, element]) => element);
    const last = rows.at(-1);
    if (last === undefined) return { type: 'ok', value: [] };
    return completionOf('write', null, async () => {
      const { affectedRows } = await connection.query(deleteAll, [last[0]], timeoutMs);
      return affectedRows === rows.length
        ? { type: 'ok', value: elements }
        : { type: 'info', value: null, error: 'others have taken some of it meanwhile' };
    });
  });
}

async function rowsOf(
  connection: SqlConnection,
  sql: string,
  parameters: readonly number[],
  timeoutMs: number,
): Promise<Rows> {
  const { rows } = await connection.query(sql, parameters, timeoutMs);
  return rows.map(([id, element]) => [Number(id), Number(element)]);
}

function invoke(connection: SqlConnection, invocation: Invocation, timeoutMs: number): Promise<Completion> {
  switch (invocation.f) {
    case 'enqueue':
      return completionOf('write', invocation.value, async () => {
        await connection.query(insert, [Number(invocation.value)], timeoutMs);
        return { type: 'ok', value: invocation.value };
      });
    case 'dequeue':
      return dequeue(connection, invocation, timeoutMs);
    case 'drain':
      return drain(connection, invocation, timeoutMs);
    default:
      throw new Error(`The queue workload has no operation '${invocation.f}'.`);
  }
}

const drainAll: Invocation = { f: 'drain', value: null };

export const queue: WorkloadFactory = {
  name: 'queue',
  summary: 'put elements in and take them out; what was acknowledged comes out once',
  takes: { models: ['exactly-once', 'at-least-once'], options: ['model'] },
  create: (options) => ({
    name: 'queue',
    summary: queue.summary,
    setup: async (connection, timeoutMs) => {
      await connection.query(createTable, [], timeoutMs);
    },
    invoke,
    forms: { enqueue: wholeNumber, dequeue: wholeNumbers('place'), drain: nothing },
    load: () => queueOperations({ seed: options.seed }),
    // The second one shows what the first one said it had taken, and has not.
    final: () => readOnEveryNode(1, [drainAll, drainAll]),
    checkers: [totalQueue({ atLeastOnce: options.checking?.model === 'at-least-once' })],
    minimumSuccesses: { enqueue: 20, dequeue: 20, drain: 1 },
  }),
};
