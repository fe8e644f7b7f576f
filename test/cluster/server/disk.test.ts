// The disk of a real node against a real directory.

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Disk, DiskCallback, DiskError, DiskFile } from '../../../cluster/env.ts';
import { machineDisk } from '../../../cluster/server/disk.ts';
import { diskFile } from '../../../cluster/server/disk-file.ts';

let directory = '';
let disk: Disk;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'anvil-disk-'));
  disk = machineDisk(directory);
});

afterEach(() => rmSync(directory, { recursive: true }));

const done = (start: (callback: DiskCallback) => void): Promise<DiskError | null> =>
  new Promise((resolve) => start(resolve));

const opened = (name: string): Promise<DiskFile> =>
  new Promise((resolve, reject) =>
    disk.open(name, (error, file) => (file === null ? reject(error ?? new Error('no file')) : resolve(file))),
  );

test('appends, truncations and syncs take effect and answer in the order they were made', async () => {
  const file = await opened('log');
  const order: string[] = [];
  const note =
    (name: string): DiskCallback =>
    (error) =>
      order.push(error === null ? name : `${name} failed`);
  file.append(Buffer.from('abc'), note('append 1'));
  file.append(Buffer.from('def'), note('append 2'));
  file.sync(note('sync'));
  file.truncate(4, note('truncate'));
  file.append(Buffer.from('X'), note('append 3'));
  await done((callback) => file.close(callback));
  expect(order).toEqual(['append 1', 'append 2', 'sync', 'truncate', 'append 3']);
  expect(readFileSync(join(directory, 'log'), 'utf8')).toBe('abcdX');
});

test('thousands of appends waiting together are all written', async () => {
  const file = await opened('log');
  const errors = await Promise.all(
    Array.from({ length: 3000 }, (_, index) =>
      done((callback) => file.append(Buffer.from(`${index},`), callback)),
    ),
  );
  expect(errors.every((error) => error === null)).toBe(true);
  expect(readFileSync(join(directory, 'log'), 'utf8')).toBe(
    Array.from({ length: 3000 }, (_, index) => `${index},`).join(''),
  );
});

test('after a failed write nothing more is tried on that file', async () => {
  // A descriptor that cannot be written to, as a disk that has gone away.
  closeSync(openSync(join(directory, 'log'), 'w'));
  const file = diskFile(openSync(join(directory, 'log'), 'r'));
  const first = done((callback) => file.append(Buffer.from('a'), callback));
  const sync = done((callback) => file.sync(callback));
  expect((await first)?.code).toBe('EBADF');
  expect((await sync)?.code).toBe('EBADF');
  expect((await done((callback) => file.append(Buffer.from('b'), callback)))?.code).toBe('EBADF');
  expect(await done((callback) => file.close(callback))).toBeNull();
});

test('files can be listed, renamed, removed and read; a missing one reads as null', async () => {
  for (const name of ['a', 'b']) {
    const file = await opened(name);
    await done((callback) => file.close(callback));
  }
  expect(await done((callback) => disk.rename('b', 'c', callback))).toBeNull();
  expect(await done((callback) => disk.remove('a', callback))).toBeNull();
  expect(await done((callback) => disk.syncDirectory(callback))).toBeNull();
  const names = await new Promise((resolve) => disk.list((_, found) => resolve(found)));
  expect(names).toEqual(['c']);
  const missing = await new Promise((resolve) =>
    disk.read('a', (error, content) => resolve([error, content])),
  );
  expect(missing).toEqual([null, null]);
});

test('a name that leaves the directory is refused', () => {
  for (const name of ['../x', 'a/b', '', '..'])
    expect(() => disk.remove(name, () => {})).toThrow('data directory');
});
