// Copies of data directories, by the script that hosts run, in directories of this machine.

import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { collectData } from '../../../src/worlds/host/data-directories.ts';
import type { Host } from '../../../src/worlds/host/host.ts';
import type { ProcessFaults, ProcessState } from '../../../src/worlds/world.ts';

const run = promisify(execFile);

async function makeHost() {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-data-'));
  const dataDirectory = join(directory, 'data');
  await mkdir(dataDirectory);
  const files = {
    node: '',
    bundle: '',
    upgradeBundle: '',
    configuration: '',
    log: '',
    agents: directory,
    dataDirectory,
  };
  const host: Pick<Host, 'name' | 'files' | 'exec' | 'download'> = {
    name: 'n1',
    files,
    exec: async (script) => (await run('bash', ['-c', script])).stdout,
    download: (path, destination) => copyFile(path, destination),
  };
  return { host: host as Host, dataDirectory, target: join(directory, 'saved', 'n1', 'data') };
}

/** A database that is stopped and goes on; every step is noted. */
function processesThatAre(first: ProcessState, steps: string[] = []): ProcessFaults {
  const note = (step: string) => (): Promise<void> => {
    steps.push(step);
    return Promise.resolve();
  };
  return {
    kill: note('kill'),
    start: note('start'),
    pause: note('pause'),
    resume: note('resume'),
    state: () => Promise.resolve(first),
  };
}

test('every file is copied while the database stands still', async () => {
  const { host, dataDirectory, target } = await makeHost();
  await writeFile(join(dataDirectory, 'log-00000001'), 'entries');
  await writeFile(join(dataDirectory, "it's odd"), '');
  const steps: string[] = [];
  expect(await collectData([host], processesThatAre('running', steps), () => target)).toEqual([]);
  expect(steps).toEqual(['pause', 'resume']);
  expect((await readdir(target)).sort()).toEqual(["it's odd", 'log-00000001']);
  expect(await readFile(join(target, 'log-00000001'), 'utf8')).toBe('entries');
});

test('the data of a database that does not run is copied, too', async () => {
  const { host, dataDirectory, target } = await makeHost();
  await writeFile(join(dataDirectory, 'ballot-a'), '1');
  const steps: string[] = [];
  expect(await collectData([host], processesThatAre('absent', steps), () => target)).toEqual([]);
  expect(steps).toEqual([]);
  expect(await readdir(target)).toEqual(['ballot-a']);
});

test('too much data is not copied, and a disk that cannot be read is told', async () => {
  const { host, dataDirectory, target } = await makeHost();
  await writeFile(join(dataDirectory, 'log-00000001'), '');
  await truncate(join(dataDirectory, 'log-00000001'), 65 * 2 ** 20);
  const processes = processesThatAre('running');
  expect(await collectData([host], processes, () => target)).toEqual([
    { node: 'n1', reason: 'its data takes 65 MiB, more than the 64 MiB that are saved of a node' },
  ]);
  await expect(readdir(target)).rejects.toThrow('ENOENT');

  const gone = { ...host, files: { ...host.files, dataDirectory: join(target, 'nowhere') } };
  const [missing] = await collectData([gone], processes, () => target);
  expect(missing?.reason).toContain('nowhere');
});
