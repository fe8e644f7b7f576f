// The clients that people use, against real Anvil processes: libraries, command line, wrong passwords, strangers, and a
// node that is killed and comes back with its data.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NodeProcess, type ProcessCluster, password, processCluster } from './node-process.ts';

/** Whether a program is there, and works; where not, says so once. */
function present(what: string, program: string, ...check: string[]): boolean {
  try {
    execFileSync(program, check, { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(
      `Tests of ${what} are skipped: ${[program, ...check].join(' ')} does not run on this machine.`,
    );
    return false;
  }
}

const python = '/usr/bin/python3';
const hasPyMysql = present('PyMySQL', python, '-c', 'import pymysql');
const hasMariadb = present('the mariadb command line', 'mariadb', '--version');

const users = "INSERT INTO users (id, name, age) VALUES (1, 'Ada', 36), (2, 'Tim', 12), (3, 'Grace', 85)";
const createUsers = 'CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40), age INT)';

describe.each([1, 3])('%i node(s)', (count) => {
  let cluster: ProcessCluster;
  /** A node that, where there are several, is not the leader: it has to pass statements on. */
  let node: NodeProcess;

  beforeAll(async () => {
    cluster = await processCluster(count);
    await Promise.all(cluster.nodes.map((each) => each.start()));
    await cluster.untilServing();
    const leader = (await cluster.nodes[0]?.status())?.['leader'];
    const chosen = cluster.nodes.find(({ name }) => count === 1 || name !== leader);
    if (chosen === undefined) throw new Error('no node to connect to');
    node = chosen;
    const connection = await node.connect();
    await connection.query(createUsers);
    await connection.query(users);
    connection.destroy();
  });

  afterAll(() => cluster.close(), 60_000);

  test('mysql2 reads with text and prepared statements, and counts what it changes', async () => {
    const connection = await node.connect({ flags: ['-FOUND_ROWS'] });
    const expected = [
      { id: 1, name: 'Ada', age: 36 },
      { id: 3, name: 'Grace', age: 85 },
    ];
    expect((await connection.query('SELECT * FROM users WHERE age > 18'))[0]).toEqual(expected);
    const [rows] = await connection.execute<RowDataPacket[]>('SELECT * FROM users WHERE age > ?', [18]);
    expect(rows).toEqual(expected);
    const [same] = await connection.execute('UPDATE users SET age = ? WHERE id = ?', [36, 1]);
    expect(same).toMatchObject({ affectedRows: 0 });
    await expect(connection.query('SELECT * FROM nowhere')).rejects.toMatchObject({
      errno: 1146,
      sqlState: '42S02',
    });
    await expect(connection.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ errno: 1235 });
    await expect(connection.execute('SELEKT ?', [1])).rejects.toMatchObject({ errno: 1064 });
    connection.destroy();
  });

  test.skipIf(!hasPyMysql)('PyMySQL connects, selects and fetches all', () => {
    const script = [
      'import pymysql, sys',
      `c = pymysql.connect(host="127.0.0.1", port=${node.ports.mysqlPort}, user="root", password="${password}")`,
      'cursor = c.cursor()',
      'cursor.execute("SELECT * FROM users WHERE age > 18")',
      'print(cursor.fetchall())',
      'cursor.execute("UPDATE users SET name = %s WHERE id = %s", ("Ada", 1))',
      'cursor.execute("CREATE TABLE IF NOT EXISTS pictures (id INT PRIMARY KEY, bits BLOB)")',
      'cursor.execute("INSERT INTO pictures VALUES (%s, %s)", (1, bytes([0, 128, 39, 255])))',
      'cursor.execute("SELECT bits FROM pictures")',
      'print(cursor.fetchall())',
      'c.commit(); c.close()',
    ].join('\n');
    const output = execFileSync(python, ['-c', script], { encoding: 'utf8' });
    expect(output.trim().split('\n')).toEqual([
      "((1, 'Ada', 36), (3, 'Grace', 85))",
      String.raw`((b"\x00\x80'\xff",),)`,
    ]);
  });

  test.skipIf(!hasMariadb)('the mariadb command line prints rows, and a wrong password is refused', () => {
    const mariadb = (secret: string): string => {
      const address = ['-h', '127.0.0.1', '-P', String(node.ports.mysqlPort), '-u', 'root', `-p${secret}`];
      return execFileSync('mariadb', [...address, '-e', 'SELECT name FROM users WHERE age > 18'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    expect(mariadb(password)).toBe('name\nAda\nGrace\n');
    expect(() => mariadb('wrong')).toThrow('ERROR 1045 (28000)');
  });

  test('a stranger on the node port is refused, and neither secret nor user is in any log', async () => {
    const stranger = connect(node.ports.nodePort, '127.0.0.1');
    stranger.on('error', () => {});
    stranger.resume();
    stranger.write(Buffer.alloc(4096, 0xff));
    await once(stranger, 'close');
    await expect(node.connect({ user: 'mallory' })).rejects.toMatchObject({ errno: 1045 });
    expect(node.log.map((line) => line['event'])).toContain('stranger-refused');
    expect(JSON.stringify(cluster.nodes.map(({ log }) => log))).not.toMatch(
      /mallory|a cluster secret|a password/,
    );
  });

  test('a node killed in mid-run comes back with its data', async () => {
    await node.kill();
    await node.start();
    await cluster.untilServing();
    const connection = await node.connect();
    const [rows] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM users');
    expect(rows).toEqual([{ n: 3 }]);
    expect(node.log.filter((line) => line['event'] === 'panic' || line['event'] === 'halt')).toEqual([]);
    connection.destroy();
  });
});
