// Files that a person names: replaced whole, links followed, rights kept, devices and pipes written to, folders refused.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  addToNamedFile,
  requireWritable,
  writeNamedFile,
  writeNewNamedFile,
} from '../../src/store/named-file.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ordeal-named-'));

test('a new file and one that is there hold all of it, and nothing else is left', async () => {
  const directory = folder();
  const path = join(directory, 'a.xml');
  await writeNamedFile(path, 'first, and longer');
  await writeNamedFile(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(directory)).toEqual(['a.xml']);
});

test('what is there keeps its rights, and its other names', async () => {
  const directory = folder();
  const path = join(directory, 'a.xml');
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  linkSync(path, join(directory, 'b.xml'));
  await writeNamedFile(path, 'new');
  expect(readFileSync(join(directory, 'b.xml'), 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('links are followed, also one that leads to no file yet, and stay links', async () => {
  const directory = folder();
  mkdirSync(join(directory, 'real'));
  symlinkSync('real/target.xml', join(directory, 'link.xml'));
  symlinkSync('link.xml', join(directory, 'twice.xml'));
  await writeNamedFile(join(directory, 'twice.xml'), 'one');
  await writeNamedFile(join(directory, 'link.xml'), 'two');
  expect(lstatSync(join(directory, 'link.xml')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(directory, 'twice.xml')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(directory, 'real', 'target.xml'), 'utf8')).toBe('two');
});

test('a device is written to and stays a device, also behind a link', async () => {
  const link = join(folder(), 'full.xml');
  symlinkSync('/dev/full', link);
  await writeNamedFile('/dev/null', 'nothing');
  await expect(writeNamedFile(link, 'text')).rejects.toThrow(/disk is full: .*full\.xml .*\(ENOSPC\)/);
  await expect(writeNamedFile('/dev/full', 'text')).rejects.toThrow('ENOSPC');
  await expect(writeNewNamedFile('/dev/full', ['text'])).rejects.toThrow('ENOSPC');
  await expect(addToNamedFile('/dev/full', 'text')).rejects.toThrow('ENOSPC');
  for (const device of ['/dev/null', '/dev/full']) expect(statSync(device).isCharacterDevice()).toBe(true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test('a pipe hands all of it to its reader, and is still a pipe', async () => {
  const pipe = join(folder(), 'pipe');
  await once(spawn('mkfifo', [pipe]), 'exit');
  const reader = spawn('cat', [pipe]);
  const read = text(reader.stdout);
  const long = 'x'.repeat(1_000_000);
  await requireWritable(pipe);
  await writeNamedFile(pipe, long);
  expect(await read).toBe(long);
  expect(statSync(pipe).isFIFO()).toBe(true);
});

test('a file that is new is never written over what is there', async () => {
  const directory = folder();
  writeFileSync(join(directory, 'there'), 'old');
  symlinkSync('there', join(directory, 'link'));
  symlinkSync('absent', join(directory, 'open'));
  expect(await writeNewNamedFile(join(directory, 'there'), ['new'])).toBe(false);
  expect(await writeNewNamedFile(join(directory, 'link'), ['new'])).toBe(false);
  expect(await writeNewNamedFile(join(directory, 'open'), ['a', 'b'])).toBe(true);
  expect(readFileSync(join(directory, 'there'), 'utf8')).toBe('old');
  expect(readFileSync(join(directory, 'absent'), 'utf8')).toBe('ab');
});

test('what cannot be written is refused before any work, in a sentence', async () => {
  const directory = folder();
  const socket = join(directory, 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  symlinkSync('b', join(directory, 'a'));
  symlinkSync('a', join(directory, 'b'));
  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /name of the file is empty/],
    [directory, /is a folder: name a file in it/],
    [`${directory}/`, /is a folder: name a file in it/],
    [join(directory, 'no', 'such', 'file'), /There is no folder/],
    [join(socket, 'file'), /There is no folder/],
    [socket, /is a socket/],
    [join(directory, 'a'), /ELOOP/],
    [join(directory, 'x'.repeat(300)), /ENAMETOOLONG/],
  ];
  for (const [path, reason] of refused) {
    await expect(requireWritable(path)).rejects.toThrow(reason);
    await expect(requireWritable(path)).rejects.toThrow(/^[^\n]*$/);
  }
  await requireWritable(join(directory, 'new-folder', 'file'));
  server.close();
});
