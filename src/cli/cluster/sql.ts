// One SQL statement against the cluster that is up, as any client would send it, and its result as a table.

import type { Connection, FieldPacket, QueryResult } from 'mysql2/promise';
import { alignRows } from '../../report/table.ts';
import { infrastructureFailure, messageOf, usageFailure } from '../failure.ts';
import type { ClusterState } from './state.ts';

const connectTimeoutMs = 3000;
const statementTimeoutMs = 20_000;

export interface SqlAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows changed; `null` for a statement that answers with rows. */
  readonly affectedRows: number | null;
  /** The node the statement was sent to. */
  readonly node: string;
}

type Node = ClusterState['nodes'][number];

async function connectTo(node: Node, state: ClusterState): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  const { user, password } = state;
  const options = { host: '127.0.0.1', port: node.port, user, password, connectTimeout: connectTimeoutMs };
  return createConnection({ ...options, supportBigNumbers: true, bigNumberStrings: true });
}

/** The first node that takes a connection; nothing has been sent before that, so trying the next one is safe. */
async function connectToAny(
  nodes: readonly Node[],
  state: ClusterState,
): Promise<{ readonly connection: Connection; readonly node: Node }> {
  let reason = 'it has no nodes';
  for (const node of nodes) {
    try {
      return { connection: await connectTo(node, state), node };
    } catch (error) {
      reason = `${node.name}: ${messageOf(error)}`;
    }
  }
  throw infrastructureFailure(`No node of the cluster takes a connection (${reason}).`);
}

function nodesFor(state: ClusterState, wanted: string | undefined): readonly Node[] {
  if (wanted === undefined) return state.nodes;
  const chosen = state.nodes.filter(({ name }) => name === wanted);
  if (chosen.length > 0) return chosen;
  throw usageFailure(
    `There is no node ${wanted}: there is ${state.nodes.map(({ name }) => name).join(', ')}.`,
  );
}

function answerOf(result: QueryResult, fields: readonly FieldPacket[] | undefined, node: string): SqlAnswer {
  if (Array.isArray(result)) {
    const columns = (fields ?? []).map(({ name }) => name);
    return { columns, rows: result as unknown as readonly (readonly unknown[])[], affectedRows: null, node };
  }
  return { columns: [], rows: [], affectedRows: result.affectedRows, node };
}

/**
 * Sends one statement to one node, `wanted` or the first that answers.
 * @throws {CommandFailure} with the database's own message.
 */
export async function runStatement(
  state: ClusterState,
  statement: string,
  wanted: string | undefined,
): Promise<SqlAnswer> {
  const { connection, node } = await connectToAny(nodesFor(state, wanted), state);
  try {
    const query = { sql: statement, rowsAsArray: true, timeout: statementTimeoutMs };
    const [result, fields] = await connection.query(query);
    return answerOf(result, fields, node.name);
  } catch (error) {
    const number = (error as { readonly errno?: number }).errno;
    const label = number === undefined ? '' : `ERROR ${number}: `;
    throw infrastructureFailure(`${label}${messageOf(error)} (from ${node.name})`);
  } finally {
    connection.destroy();
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The answer as lines: rows under a heading, or how many rows changed. */
export function answerLines({ columns, rows, affectedRows, node }: SqlAnswer): readonly string[] {
  const plural = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
  if (affectedRows !== null) return [`${plural(affectedRows)} changed, by ${node}`];
  const cells = rows.map((row) => row.map(cell));
  const rule = columns.map((name, column) =>
    '-'.repeat(Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0))),
  );
  return [...alignRows([columns, rule, ...cells], []), `(${plural(rows.length)}, from ${node})`];
}
