// A client connection by the MySQL protocol. What matters for testing is honesty about failures: an operation counts
// as not executed only when the server said so or when the statement never left this machine.

import type { Duplex } from 'node:stream';
import mysql, { type Connection, type FieldPacket, type QueryResult } from 'mysql2';
import { isCertainlyNotExecuted } from './indefinite-errors.ts';
import { type SqlConnection, type SqlResult, type SqlValue, StatementError } from './world.ts';

export interface MysqlConnectionOptions {
  /** An open stream to the server's MySQL port; owned by the connection from here on. */
  readonly stream: Duplex;
  readonly user: string;
  readonly password: string;
  /** For the handshake. */
  readonly timeoutMs: number;
}

const longLongType = 8;

/**
 * Logs in over `options.stream`.
 * @throws {StatementError} certainly not executed, when the handshake fails or does not end in time.
 */
export function connectMysql(options: MysqlConnectionOptions): Promise<SqlConnection> {
  // Without FOUND_ROWS the server counts rows that changed, not rows that matched.
  const connection = mysql.createConnection({
    stream: options.stream,
    user: options.user,
    password: options.password,
    flags: ['-FOUND_ROWS'],
    rowsAsArray: true,
    supportBigNumbers: true,
    dateStrings: true,
    // Texts that differ only in a request id would otherwise fill the cache, here and in the server.
    maxPreparedStatements: 100,
    connectTimeout: Math.ceil(options.timeoutMs),
  });
  // The library's own end waits for the other side, which may be gone for good and keep this process alive.
  const destroy = (): void => {
    connection.destroy();
    options.stream.destroy();
  };
  return new Promise((resolve, reject) => {
    const fail = (reason: string, code: number | null): void => {
      clearTimeout(timer);
      destroy();
      reject(new StatementError(reason, true, code));
    };
    const timer = setTimeout(
      () => fail(`no login within ${Math.round(options.timeoutMs)} ms`, null),
      options.timeoutMs,
    );
    // Kept for good: an error event without a listener would end the harness.
    connection.on('error', (error: Error) => fail(`login failed: ${error.message}`, serverCode(error)));
    connection.once('connect', () => {
      clearTimeout(timer);
      resolve(createSqlConnection(connection, destroy));
    });
  });
}

function createSqlConnection(connection: Connection, destroy: () => void): SqlConnection {
  let lost: string | null = null;
  /** Tells every statement under way that its connection is gone; its outcome is then unknown. */
  const underway = new Set<(reason: string) => void>();
  const lose = (reason: string): void => {
    lost ??= reason;
    for (const fail of underway) fail(reason);
    destroy();
  };
  connection.on('error', (error: Error) => lose(error.message));
  connection.on('end', () => lose('the server closed the connection'));

  return {
    query(sql, parameters, timeoutMs) {
      if (lost !== null) return Promise.reject(new StatementError(`not connected: ${lost}`, true, null));
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          underway.delete(fail);
        };
        const fail = (reason: string): void => {
          finish();
          reject(new StatementError(`no answer: ${reason}`, false, null));
        };
        const timer = setTimeout(() => lose(`none within ${timeoutMs} ms`), timeoutMs);
        underway.add(fail);
        send(connection, sql, parameters, (error, result, fields) => {
          finish();
          if (error === null) resolve(toResult(result, fields));
          else reject(toStatementError(error));
        });
      });
    },
    close: () => lose('the connection was closed'),
  };
}

type TypedParameterValue = ReturnType<typeof mysql.TypedParameter.LONGLONG>;

type Answer = (error: Error | null, result: QueryResult, fields: readonly FieldPacket[] | undefined) => void;

/** Prepared when there are parameters, as text otherwise, so that both forms are exercised. */
function send(connection: Connection, sql: string, parameters: readonly SqlValue[], answer: Answer): void {
  if (parameters.length === 0) connection.query(sql, answer);
  else connection.execute(sql, parameters.map(toParameter), answer);
}

/** Integers go as such: left to itself, the client library sends numbers as floating point and `bigint` as text. */
function toParameter(value: SqlValue): null | number | string | Buffer | TypedParameterValue {
  if (typeof value === 'bigint') return mysql.TypedParameter.LONGLONG(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return mysql.TypedParameter.LONGLONG(value);
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

function toResult(result: QueryResult, fields: readonly FieldPacket[] | undefined): SqlResult {
  if (!Array.isArray(result)) return { rows: [], affectedRows: result.affectedRows };
  // Integers that a JavaScript number cannot hold arrive as text.
  const wide = (fields ?? []).map((field) => field.columnType === longLongType);
  const rows = (result as SqlValue[][]).map((row) =>
    row.map((value, column) => (wide[column] === true && typeof value === 'string' ? BigInt(value) : value)),
  );
  return { rows, affectedRows: 0 };
}

function toStatementError(error: Error): StatementError {
  const code = serverCode(error);
  return new StatementError(error.message, code !== null && isCertainlyNotExecuted(code), code);
}

/** The number in the server's error packet; `null` when the error is not from the server. */
function serverCode(error: Error): number | null {
  const { errno, sqlState } = error as { readonly errno?: unknown; readonly sqlState?: unknown };
  return typeof sqlState === 'string' && typeof errno === 'number' && errno > 0 ? errno : null;
}
