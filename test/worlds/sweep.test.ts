// Leftovers of a harness killed with -9 are found and removed; those of a living one are left alone.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectDocker } from '../../src/worlds/docker/client.ts';
import { runLabel } from '../../src/worlds/docker/labels.ts';
import { markOwned } from '../../src/worlds/owned-directory.ts';
import { sweepLeftovers } from '../../src/worlds/sweep.ts';
import { worldsHere } from './worlds-here.ts';

const harness = fileURLToPath(new URL('harness-to-kill.ts', import.meta.url));
const run = promisify(execFile);
const testTimeoutMs = 600_000;

let temporary = '';
const originalTemporary = process.env['TMPDIR'];

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'swept-'));
  process.env['TMPDIR'] = temporary;
});

afterEach(async () => {
  if (originalTemporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = originalTemporary;
  await rm(temporary, { recursive: true, force: true });
});

describe.each(worldsHere)('after kill -9 of a harness in the $name world', ({ name, skipReason }) => {
  test.skipIf(skipReason !== null)(
    'nothing of it is left once another run has swept',
    async () => {
      const runId = `dead-${name}-${process.pid}`;
      await bootAndKill(name, runId);
      const lines: string[] = [];
      await sweepLeftovers((line) => lines.push(line));
      expect(lines.filter((line) => line.includes('removed leftover'))).not.toEqual([]);
      expect(await leftInDaemon(runId)).toEqual([]);
      expect((await readdir(temporary)).filter((entry) => entry.startsWith('ordeal-'))).toEqual([]);
      expect(await processesIn(temporary)).toEqual([]);
    },
    testTimeoutMs,
  );
});

const undoingMs = 30_000;

describe.each(worldsHere)(
  'after kill -9 of a harness amid faults in the $name world',
  ({ name, skipReason }) => {
    test.skipIf(skipReason !== null)(
      'no host and no fault is left within 30 s, though nobody sweeps',
      async () => {
        const runId = `alone-${name}-${process.pid}`;
        await bootAndKill(name, runId, 'faults');
        const deadline = performance.now() + undoingMs;
        let left = await stillThere(runId);
        while (left.length > 0 && performance.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, 200));
          left = await stillThere(runId);
        }
        expect(left).toEqual([]);
        await sweepLeftovers(() => undefined);
        expect(await leftInDaemon(runId)).toEqual([]);
      },
      testTimeoutMs,
    );
  },
);

test('a sweep leaves alone what belongs to a living run', async () => {
  const directory = await mkdtemp(join(temporary, 'ordeal-'));
  await markOwned(directory);
  const stranger = await mkdtemp(join(temporary, 'ordeal-'));
  await sweepLeftovers(() => undefined);
  expect((await readdir(temporary)).sort()).toEqual([directory, stranger].map(nameOf).sort());
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Boots a cluster in a process of its own, and kills that process as soon as the cluster serves. */
async function bootAndKill(world: string, runId: string, ...more: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', harness, world, runId, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary },
  });
  const exited = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('booted')) break;
  }
  expect(output).toContain('booted');
  child.kill('SIGKILL');
  await exited;
}

/** Running containers of a run, and processes and mounts of its hosts. */
async function stillThere(runId: string): Promise<readonly string[]> {
  const docker = await connectDocker().catch(() => null);
  const filters = { label: [`${runLabel}=${runId}`], status: ['running'] };
  const containers = (await docker?.listContainers({ filters })) ?? [];
  return [...containers.map(({ Id }) => Id), ...(await processesIn(temporary))];
}

async function leftInDaemon(runId: string): Promise<readonly string[]> {
  const docker = await connectDocker().catch(() => null);
  if (docker === null) return [];
  const filters = { label: [`${runLabel}=${runId}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  return [...containers.map(({ Id }) => Id), ...networks.map(({ Id }) => Id)];
}

/** Command lines of this machine that name `directory`, our own processes apart. */
async function processesIn(directory: string): Promise<readonly string[]> {
  const { stdout } = await run('ps', ['-e', '-o', 'args']);
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  return [...stdout.split('\n'), ...mounts.split('\n')].filter((line) => line.includes(`${directory}/`));
}
