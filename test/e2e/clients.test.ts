// Real clients against `cluster up`: the mariadb command line, mysql2 with text and prepared statements, and PyMySQL,
// before, while and after the leader is killed.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordeal } from '../cli/ordeal.ts';
import { onlyBlock } from '../docs/code-blocks.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { isMissing, realWorlds } from './worlds.ts';

const firstPort = 24_306;
const environment: Record<string, string> = {};
const account = { host: '127.0.0.1', user: 'root', password: 'ordeal' };

/** The clients of the readme, as they are written there, but for the port. */
const documented = (language: string, port: number): string =>
  onlyBlock('README.md', language).code.replaceAll('3306', String(port));

interface StatusDocument {
  readonly nodes: readonly { readonly node: string; readonly report: { readonly role: string } | null }[];
}

async function cluster(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await ordeal(['cluster', ...args], environment);
  if (exitCode !== 0) throw new Error(`cluster ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

async function leader(): Promise<string> {
  const { nodes } = JSON.parse(await cluster('status', '--json')) as StatusDocument;
  return nodes.find(({ report }) => report?.role === 'leader')?.node ?? '';
}

async function isInstalled(command: string, args: readonly string[]): Promise<boolean> {
  const { exitCode } = await execa(command, args, { reject: false });
  if (exitCode !== 0) process.stderr.write(`skipped: ${command} ${args.join(' ')} does not work here\n`);
  return exitCode === 0;
}

async function mysqlRows(port: number): Promise<unknown> {
  const connection = await createConnection({ ...account, port });
  try {
    const [text] = await connection.query('SELECT name FROM users WHERE age > 18 ORDER BY id');
    const [prepared] = await connection.execute('SELECT name FROM users WHERE age > ? ORDER BY id', [18]);
    expect(prepared).toEqual(text);
    return text;
  } finally {
    connection.destroy();
  }
}

const mariadb = await isInstalled('mariadb', ['--version']);
const pymysql = await isInstalled('/usr/bin/python3', ['-c', 'import pymysql']);

for (const [number, world] of realWorlds.entries()) {
  const missing = await isMissing(world);
  describe.skipIf(missing)(`in ${world}`, () => {
    const port = firstPort + 10 * number;

    beforeAll(async () => {
      environment['ORDEAL_STATE_DIR'] = await mkdtemp(join(tmpdir(), 'ordeal-state-'));
      await cluster('up', '--world', world, '--port', String(port));
      await cluster('sql', 'CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40), age INT)');
      await cluster('sql', "INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Linus', 17)");
    });
    afterAll(async () => {
      await cluster('down');
    });

    test('a second cluster is refused while one is up', async () => {
      const { exitCode, stderr } = await ordeal(['cluster', 'up', '--port', '1234'], environment);
      expect(stderr).toMatch(/A cluster is up already/);
      expect(exitCode).toBe(3);
    });

    test('every client reads through every node', async () => {
      expect(await mysqlRows(port)).toEqual([{ name: 'Ada' }]);
      expect(await mysqlRows(port + 4)).toEqual([{ name: 'Ada' }]);
    });

    test.skipIf(!mariadb)('the mariadb command line', async () => {
      const args = [
        '-h',
        '127.0.0.1',
        '-P',
        String(port + 1),
        '-u',
        'root',
        '-pordeal',
        '-e',
        'SELECT * FROM users WHERE age > 18',
      ];
      const { stdout } = await execa('mariadb', args);
      expect(stdout.split('\n')).toEqual(['id\tname\tage', '1\tAda\t36']);
    });

    test.skipIf(!pymysql)('PyMySQL', async () => {
      const { stdout } = await execa('/usr/bin/python3', ['-c', documented('python', port + 2)]);
      expect(stdout).toBe("((1, 'Ada', 36),)");
    });

    test('mysql2, as the readme has it', async () => {
      const file = join(repositoryRoot, '.build', `readme-client-${process.pid}.mjs`);
      const told = 'console.log(JSON.stringify(rows));\nawait connection.end();\n';
      await writeFile(file, documented('js', port + 3) + told);
      try {
        const { stdout } = await execa('node', [file]);
        expect(JSON.parse(stdout)).toEqual([{ id: 1, name: 'Ada', age: 36 }]);
      } finally {
        await rm(file);
      }
    });

    test('a client of another node goes on while the leader is killed', async () => {
      const killed = await leader();
      const number = Number(killed.slice(1));
      const other = port + (number === 1 ? 1 : 0);
      const connection = await createConnection({ ...account, port: other });
      await connection.query("INSERT INTO users VALUES (3, 'Grace', 85)");
      const kill = cluster('kill', killed);
      const [during] = await connection.execute('SELECT COUNT(*) AS count FROM users WHERE age > ?', [18]);
      await kill;
      const [after] = await connection.query('SELECT name FROM users WHERE id = 3');
      connection.destroy();
      expect(during).toEqual([{ count: 2 }]);
      expect(after).toEqual([{ name: 'Grace' }]);
      expect(await leader()).not.toBe(killed);
      if (pymysql) {
        const { stdout } = await execa('/usr/bin/python3', ['-c', documented('python', other)]);
        expect(stdout).toContain("(3, 'Grace', 85)");
      }
      await cluster('start', killed);
      expect(await cluster('logs', killed)).toContain('"event":"start"');
    });
  });
}
