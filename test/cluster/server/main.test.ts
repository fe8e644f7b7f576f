// How the process ends when it cannot begin: one sentence on standard error and the exit code that says whose fault it is.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleAnvil } from '../../../src/worlds/build.ts';
import { freePorts } from './free-ports.ts';

let directory = '';
let bundle = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'anvil-main-'));
  const repositoryRoot = join(import.meta.dirname, '../../..');
  bundle = (await bundleAnvil({ version: 'current', repositoryRoot, cacheDirectory: directory })).path;
});

afterAll(() => rmSync(directory, { recursive: true }));

const start = (...options: string[]) => execa('node', [bundle, ...options], { reject: false });

async function configure(change: Record<string, unknown>): Promise<string> {
  const [mysqlPort = 0, nodePort = 0, httpPort = 0] = await freePorts(3);
  const path = join(directory, 'config.json');
  const configuration = {
    name: 'n1',
    peers: { n1: `127.0.0.1:${nodePort}` },
    listen: { host: '127.0.0.1', mysqlPort, nodePort, httpPort, ...(change['listen'] as object | undefined) },
    dataDirectory: join(directory, 'data'),
    clusterSecret: '0123456789abcdef',
    rootUser: { name: 'root', password: '' },
    timings: change['timings'] ?? {},
  };
  writeFileSync(path, JSON.stringify(configuration));
  return path;
}

test('without a configuration, or with a wrong one, it ends with 64', async () => {
  expect(await start()).toMatchObject({
    exitCode: 64,
    stderr: 'Name the configuration file: node anvil.js config.json.',
  });
  expect(await start(join(directory, 'none.json'))).toMatchObject({ exitCode: 64 });
  const wrong = await start(await configure({ timings: { leaseMs: 'long' } }));
  expect(wrong.exitCode).toBe(64);
  expect(wrong.stderr).toMatch(/config.json: "timings.leaseMs" is wrong: .*\.$/);
});

test('with a port in use it ends with 69 and names the port', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const address = occupant.address();
  const httpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const ended = await start(await configure({ listen: { httpPort } }));
  occupant.close();
  expect(ended.exitCode).toBe(69);
  expect(ended.stderr.split('\n').at(-1)).toBe(
    `Port ${httpPort} on 127.0.0.1 for HTTP is in use by another program; free it or choose another in the configuration.`,
  );
});

/** A node whose start goes on with `code` instead of the line that says it is ready. */
async function startWith(code: string) {
  const repositoryRoot = join(import.meta.dirname, '../../..');
  const edits = [{ file: 'cluster/server/run.ts', find: "logger.info('ready');", replace: code }];
  const broken = await bundleAnvil({
    version: 'mutant:dies',
    repositoryRoot,
    cacheDirectory: directory,
    edits,
  });
  const ended = await execa('node', [broken.path, await configure({})], { reject: false });
  return { exitCode: ended.exitCode, lastLine: JSON.parse(ended.stderr.split('\n').at(-1) ?? '') as unknown };
}

test('a panic and a halt end it with 70, after a log line that says why', async () => {
  expect(await startWith("setTimeout(() => { throw new Error('boom'); });")).toEqual({
    exitCode: 70,
    lastLine: expect.objectContaining({
      event: 'panic',
      message: 'boom',
      stack: expect.stringContaining('Error: boom'),
    }),
  });
  expect(await startWith("halt('fsync failed');")).toEqual({
    exitCode: 70,
    lastLine: expect.objectContaining({ event: 'halt', node: 'n1', reason: 'fsync failed' }),
  });
});
