// Why a world is not to be had, in one sentence each.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dockerAvailability } from '../../src/worlds/docker/availability.ts';

let directory = '';
const originalHost = process.env['DOCKER_HOST'];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'daemon-'));
});

afterEach(async () => {
  if (originalHost === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = originalHost;
  await rm(directory, { recursive: true });
});

test('a socket that is not there: says where it looked and what to do', async () => {
  process.env['DOCKER_HOST'] = `unix://${directory}/none.sock`;
  const { available, reason } = await dockerAvailability();
  expect(available).toBe(false);
  expect(reason).toMatch(/no Docker daemon listens at .*none\.sock; install and start Docker/);
});

test('a port where nobody listens', async () => {
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
  expect(await dockerAvailability()).toEqual({
    available: false,
    reason: 'the Docker daemon at tcp://127.0.0.1:1 does not answer; start it',
  });
});

test('a daemon that accepts and says nothing is given up', async () => {
  const socketPath = join(directory, 'mute.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  process.env['DOCKER_HOST'] = `unix://${socketPath}`;
  const { available, reason } = await dockerAvailability();
  server.close();
  expect(available).toBe(false);
  expect(reason).toMatch(/mute\.sock does not answer.*within 3000 ms/);
});
