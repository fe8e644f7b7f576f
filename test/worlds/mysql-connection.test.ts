// Against Anvil's own wire protocol with a node behind it that answers as each test needs.

import { createHash } from 'node:crypto';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AnvilNode, Session } from '../../cluster/anvil.ts';
import { machineClock } from '../../cluster/server/clock.ts';
import { defaultWireLimits, mysqlListener } from '../../cluster/server/mysql/listener.ts';
import type { ColumnDescription, SqlValue, StatementOutcome } from '../../cluster/statement.ts';
import { connectMysql } from '../../src/worlds/mysql-connection.ts';
import type { SqlConnection } from '../../src/worlds/world.ts';

const password = 'ordeal';
const sha1 = (bytes: Uint8Array | string): Buffer => createHash('sha1').update(bytes).digest();
const failure = (code: number): StatementOutcome => ({
  kind: 'error',
  code,
  sqlState: 'HY000',
  message: `error ${code}`,
});

/** `FAIL <code>` fails, `HANG` never answers, `DROP` loses the connection, anything else gives its parameters as a row. */
function node(sockets: () => readonly Socket[]): AnvilNode {
  const openSession = (): Session => ({
    execute({ sql, parameters }, reply) {
      const [word, code] = sql.split(' ');
      if (word === 'HANG') return;
      if (word === 'DROP') for (const socket of sockets()) socket.destroy();
      else if (word === 'FAIL') reply(failure(Number(code)));
      else if (word === 'WRITE') reply({ kind: 'written', matchedRows: 5, affectedRows: 2 });
      else reply({ kind: 'rows', columns: parameters.map(columnOf), rows: [parameters] });
    },
    close: () => undefined,
  });
  const passwordHash = (user: string): Buffer | null => (user === 'root' ? sha1(sha1(password)) : null);
  return { passwordHash, openSession } as unknown as AnvilNode;
}

function columnOf(value: SqlValue, index: number): ColumnDescription {
  const type = typeof value === 'string' ? 'text' : value instanceof Uint8Array ? 'blob' : 'integer';
  return { name: `c${index}`, table: '', type };
}

let server: ReturnType<typeof mysqlListener>;
let accepted: Socket[] = [];
let connection: SqlConnection;

const open = async (userPassword: string): Promise<SqlConnection> => {
  const stream = connect((server.address() as AddressInfo).port, '127.0.0.1');
  return await connectMysql({ stream, user: 'root', password: userPassword, timeoutMs: 5000 });
};

beforeEach(async () => {
  accepted = [];
  server = mysqlListener({
    node: node(() => accepted),
    limits: defaultWireLimits,
    observer: { onConnections() {}, onStatement: () => () => {}, onError() {}, onRefusal() {} },
    clock: machineClock(),
    serverVersion: '8.0.36-anvil',
    countParameters: (sql) => sql.split('?').length - 1,
  });
  server.on('connection', (socket: Socket) => accepted.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  connection = await open(password);
});

afterEach(() => {
  connection.close();
  server.close();
});

describe('results', () => {
  test('come as arrays, with wide integers whole', async () => {
    const values = [7, -1, 2n ** 60n, 'text', null];
    expect((await connection.query('ECHO ?, ?, ?, ?, ?', values, 5000)).rows).toEqual([values]);
  });

  test('of a write count the rows that changed', async () => {
    expect(await connection.query('WRITE', [], 5000)).toEqual({ rows: [], affectedRows: 2 });
  });
});

describe('a failed statement', () => {
  test.each([1062, 1064, 1146, 9001])('is certainly not executed after error %i', async (code) => {
    await expect(connection.query(`FAIL ${code}`, [], 5000)).rejects.toMatchObject({
      certainlyNotExecuted: true,
      code,
    });
    expect((await connection.query('WRITE', [], 5000)).affectedRows).toBe(2);
  });

  test.each([9002, 1053, 1317])('may have been executed after error %i', async (code) => {
    await expect(connection.query(`FAIL ${code}`, [], 5000)).rejects.toMatchObject({
      certainlyNotExecuted: false,
      code,
    });
  });

  test('may have been executed when no answer came in time; the next one is not sent', async () => {
    const indefinite = { certainlyNotExecuted: false, code: null };
    await expect(connection.query('HANG', [], 30)).rejects.toMatchObject(indefinite);
    const definite = { certainlyNotExecuted: true, code: null };
    await expect(connection.query('WRITE', [], 5000)).rejects.toMatchObject(definite);
  });

  test('may have been executed when the connection was lost under it', async () => {
    const indefinite = { certainlyNotExecuted: false, code: null };
    await expect(connection.query('DROP', [], 5000)).rejects.toMatchObject(indefinite);
  });

  test('may have been executed when the connection was closed under it', async () => {
    const pending = connection.query('HANG', [], 5000);
    connection.close();
    await expect(pending).rejects.toMatchObject({ certainlyNotExecuted: false });
  });
});

describe('a login', () => {
  test('with a wrong password is refused', async () => {
    await expect(open('wrong')).rejects.toMatchObject({ certainlyNotExecuted: true, code: 1045 });
  });

  test('to a server that says nothing is given up', async () => {
    server.removeAllListeners('connection');
    const stream = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const login = connectMysql({ stream, user: 'root', password, timeoutMs: 50 });
    await expect(login).rejects.toMatchObject({ certainlyNotExecuted: true, code: null });
  });
});
