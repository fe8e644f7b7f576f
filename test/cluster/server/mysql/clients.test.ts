// Real client libraries against the wire protocol: what they send is what Anvil must understand.

import type { AddressInfo } from 'node:net';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { machineClock } from '../../../../cluster/server/clock.ts';
import { mysqlListener } from '../../../../cluster/server/mysql/listener.ts';
import { defaultWireLimits, type WireObserver } from '../../../../cluster/server/mysql/listener-options.ts';
import { echoNode } from './echo-node.ts';

const quietObserver: WireObserver = {
  onConnections: () => {},
  onStatement: () => () => {},
  onError: () => {},
  onRefusal: () => {},
};

const limits = { ...defaultWireLimits, connections: 4, packetBytes: 40 << 20 };
const password = 'correct horse';
let server: ReturnType<typeof mysqlListener>;
let port = 0;
let connection: Connection;

const dial = (options: Record<string, unknown> = {}): Promise<Connection> =>
  createConnection({ host: '127.0.0.1', port, user: 'root', password, ...options });

beforeEach(async () => {
  server = mysqlListener({
    node: echoNode(password),
    limits,
    observer: quietObserver,
    clock: machineClock(),
    serverVersion: '8.0.36-anvil',
    countParameters: (sql) => sql.split('?').length - 1,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  connection = await dial();
});

afterEach(() => {
  connection.destroy();
  server.close();
});

describe('mysql2', () => {
  test('a text query brings its rows, integers beyond 2^53 and NULL included', async () => {
    const [rows] = await connection.query({ sql: 'SELECT id', rowsAsArray: true });
    expect(rows).toEqual([[1], [2 ** 60], [null]]);
  });

  test('a prepared statement carries every kind of parameter there and back', async () => {
    const parameters = [
      7,
      -1.5,
      'text €',
      null,
      true,
      Buffer.from([0, 255, 128]),
      new Date('2024-02-29T01:02:03.456Z'),
    ];
    const [rows] = await connection.execute(
      { sql: 'ECHO ?, ?, ?, ?, ?, ?, ?', rowsAsArray: true },
      parameters,
    );
    expect(rows).toEqual([
      [7, -1.5, 'text €', null, 1, Buffer.from([0, 255, 128]), expect.stringMatching(/^2024-02-\d\d /)],
    ]);
  });

  test('statements sent without waiting are answered in their order', async () => {
    const texts = Array.from({ length: 50 }, (_, index) => `t${index}`);
    const answers = await Promise.all(
      texts.map((text) => connection.query({ sql: `TEXT ${text}`, rowsAsArray: true })),
    );
    expect(answers.map(([rows]) => rows)).toEqual(texts.map((text) => [[text]]));
  });

  test('affected rows are the changed ones, or the matched ones for a client that asks for those', async () => {
    const changed = await dial({ flags: ['-FOUND_ROWS'] });
    expect((await changed.query('UPDATE t'))[0]).toMatchObject({ affectedRows: 1, changedRows: 1 });
    expect((await connection.query('UPDATE t'))[0]).toMatchObject({ affectedRows: 3, changedRows: 1 });
    changed.destroy();
  });

  test('an error keeps its number and state, and the connection goes on', async () => {
    await expect(connection.query('NONSENSE')).rejects.toMatchObject({ errno: 1064, sqlState: '42000' });
    await expect(connection.ping()).resolves.toBeDefined();
  });

  test('the old end-of-rows packets are spoken with a client that knows no others', async () => {
    const old = await dial({ flags: ['-DEPRECATE_EOF'] });
    expect((await old.query({ sql: 'SELECT id', rowsAsArray: true }))[0]).toHaveLength(3);
    expect((await old.execute({ sql: 'ECHO ?', rowsAsArray: true }, ['a']))[0]).toEqual([['a']]);
    old.destroy();
  });

  test('queries and answers longer than one packet are split and joined', async () => {
    const sql = `LENGTH ${'y'.repeat(17 << 20)}`;
    expect((await connection.query({ sql, rowsAsArray: true }))[0]).toEqual([[sql.length]]);
    const [rows] = await connection.query({ sql: `REPEAT ${17 << 20}`, rowsAsArray: true });
    expect((rows as string[][])[0]?.[0]).toHaveLength(17 << 20);
  });

  test('a database named at login is used, an unknown one refused', async () => {
    (await dial({ database: 'shop' })).destroy();
    await expect(dial({ database: 'nowhere' })).rejects.toMatchObject({ errno: 1049 });
  });

  test('another user can be taken on, with the password checked again', async () => {
    await connection.changeUser({ user: 'root', password });
    await expect(connection.query('TEXT a')).resolves.toBeDefined();
    await expect(connection.changeUser({ user: 'root', password: 'wrong' })).rejects.toMatchObject({
      errno: 1045,
    });
  });

  test('a wrong password, none and an unknown user are refused alike', async () => {
    for (const login of [{ password: 'wrong' }, { password: '' }, { user: 'nobody' }])
      await expect(dial(login)).rejects.toMatchObject({ errno: 1045, sqlState: '28000' });
  });

  test('a connection beyond the bound is refused with 1040', async () => {
    const others = await Promise.all([dial(), dial(), dial()]);
    await expect(dial()).rejects.toMatchObject({ errno: 1040 });
    for (const other of others) other.destroy();
  });

  test('a command beyond the bound is refused with 1153', async () => {
    const error = await connection
      .query(`LENGTH ${'y'.repeat(41 << 20)}`)
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ errno: 1153 });
  });
});
