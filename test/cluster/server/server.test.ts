// A server around a node without replication: its ports, its pages, and what it says when it cannot start.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Logger } from '../../../cluster/env.ts';
import { parseConfiguration, readConfiguration } from '../../../cluster/server/configuration.ts';
import { type RunningServer, startServer } from '../../../cluster/server/server.ts';
import { freePorts } from './free-ports.ts';
import { echoNode } from './mysql/echo-node.ts';

const quietLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
const running: RunningServer[] = [];
let directory = '';
let raw: Record<string, unknown> & {
  listen: { host: string; mysqlPort: number; httpPort: number; nodePort: number };
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anvil-server-'));
  const [mysqlPort = 0, nodePort = 0, httpPort = 0] = await freePorts(3);
  raw = {
    name: 'n1',
    peers: { n1: `127.0.0.1:${nodePort}` },
    listen: { host: '127.0.0.1', mysqlPort, nodePort, httpPort },
    dataDirectory: join(directory, 'data'),
    clusterSecret: 'do not ever log this',
    rootUser: { name: 'root', password: 'nor this one' },
  };
});

afterEach(() => {
  for (const server of running.splice(0)) server.close();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<void> {
  const configuration = parseConfiguration(raw, 'config.json');
  running.push(
    await startServer({
      configuration,
      logger: quietLogger,
      createNode: () => echoNode('nor this one'),
      halt: () => {},
      version: 'test',
    }),
  );
}

const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${raw.listen.httpPort}${path}`);

test('status, health and metrics can be read over HTTP, wire counters included', async () => {
  await start();
  const connection = await createConnection({
    host: '127.0.0.1',
    port: raw.listen.mysqlPort,
    user: 'root',
    password: 'nor this one',
  });
  await connection.query('TEXT a');
  await expect(connection.query('NONSENSE')).rejects.toThrow('cannot read');
  expect(await (await get('/status')).json()).toMatchObject({ node: 'n1', role: 'leader', version: 'test' });
  expect((await get('/healthz')).status).toBe(200);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('# TYPE anvil_statements_total counter\nanvil_statements_total 1');
  expect(metrics).toContain('anvil_mysql_connections 1');
  expect(metrics).toContain('anvil_mysql_statements_total{kind="query",outcome="rows"} 1');
  expect(metrics).toContain('anvil_mysql_errors_total{code="1064"} 1');
  expect(metrics).toContain('anvil_mysql_statement_seconds_count{kind="query"} 2');
  expect((await get('/elsewhere')).status).toBe(404);
  connection.destroy();
});

test('a port that is taken ends the start with one sentence that names it', async () => {
  await start();
  const [nodePort = 0, httpPort = 0] = await freePorts(2);
  raw.listen = { ...raw.listen, nodePort, httpPort };
  await expect(start()).rejects.toThrow(
    `Port ${raw.listen.mysqlPort} on 127.0.0.1 for MySQL clients is in use by another program`,
  );
});

describe('a configuration that is wrong is named, its values are not', () => {
  test.each([
    [{ name: 'n9' }, '"name" is wrong: is not among the peers.'],
    [{ timings: { leaseMS: 5 } }, '"timings" is wrong: has a name that is not one of'],
    [{ clusterSecret: 'short' }, '"clusterSecret" is wrong'],
    [{ peers: { n1: 'nowhere' } }, '"peers.n1" is wrong: must be host:port'],
    [{ colour: 'red' }, 'Unrecognized key'],
  ])('%j', (change, message) => {
    expect(() => parseConfiguration({ ...raw, ...change }, 'config.json')).toThrow(message);
    expect(() => parseConfiguration({ ...raw, ...change }, 'config.json')).not.toThrow(/short|do not ever/);
  });

  test('a file that is missing or no JSON', () => {
    const path = join(directory, 'config.json');
    expect(() => readConfiguration(path)).toThrow('Cannot read the configuration');
    writeFileSync(path, '{"clusterSecret": "do not ever log this",}');
    expect(() => readConfiguration(path)).toThrow(`${path} is not valid JSON; correct it and start again.`);
  });
});
