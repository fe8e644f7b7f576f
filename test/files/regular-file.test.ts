// Only ordinary files are read, up to a bound, and nothing that is named makes the reader wait.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileLines } from '../../src/files/file-lines.ts';
import { bytesText, FileError, openRegularFile, readTextFile } from '../../src/files/regular-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'ordeal-files-'));
const file = (name: string): string => join(directory, name);
let server: Server;

beforeAll(async () => {
  writeFileSync(file('text'), 'one\ntwo\n');
  writeFileSync(file('empty'), '');
  writeFileSync(file('large'), '');
  truncateSync(file('large'), 2 ** 40);
  mkdirSync(file('folder'));
  execFileSync('mkfifo', [file('pipe')]);
  symlinkSync('text', file('link'));
  symlinkSync('circle', file('circle'));
  symlinkSync('/dev/urandom', file('random'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(file('socket'), resolve));
});

afterAll(() => server.close());

test('an ordinary file is read, also through a link, and an empty one is empty', () => {
  expect(readTextFile(file('text'), 8)).toBe('one\ntwo\n');
  expect(readTextFile(file('link'), 8)).toBe('one\ntwo\n');
  expect(readTextFile(file('empty'), 8)).toBe('');
});

test.each([
  ['folder', /cannot be read: it is a directory, not a file\.$/],
  ['pipe', /it is a pipe, not a file/],
  ['socket', /it is a socket, not a file/],
  ['random', /it is a device, not a file/],
  ['circle', /its links lead in a circle/],
  ['none', /there is no such file/],
  ['text/none', /there is no such file/],
  ['x'.repeat(300), /its name is too long/],
  ['nul\0', /NUL/],
  ['large', /it is larger than 4 MiB/],
])('%s is refused', (name, reason) => {
  expect(() => readTextFile(file(name), 4 << 20)).toThrow(FileError);
  expect(() => readTextFile(file(name), 4 << 20)).toThrow(reason);
});

test.each(['/proc/self/mem', '/proc/self/environ', '/proc/self/pagemap'])(
  '%s, which says that it is a file, is refused',
  (path) => {
    expect(() => openRegularFile(path)).toThrow(/made up by the kernel/);
  },
);

async function linesIn(text: string, bytesMax = 100): Promise<readonly string[]> {
  writeFileSync(file('lines'), text);
  const lines: string[] = [];
  for await (const line of fileLines(file('lines'), bytesMax)) lines.push(line);
  return lines;
}

test('lines come one by one, the last one also without its end', async () => {
  expect(await linesIn('')).toEqual([]);
  expect(await linesIn('\n')).toEqual(['']);
  expect(await linesIn('a\r\n\nb\n')).toEqual(['a', '', 'b']);
  expect(await linesIn('a\nb')).toEqual(['a', 'b']);
});

test('lines reach over pieces, and a long one is cut', async () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `line ${index}`).join('\n');
  expect(await linesIn(text)).toEqual(text.split('\n'));
  expect(await linesIn(`${'x'.repeat(200_000)}\nshort`, 10)).toEqual(['x'.repeat(10), 'short']);
});

test('sizes for people', () => {
  expect([4, 2048, 10_000, 4 << 20, 2 ** 40].map(bytesText)).toEqual([
    '4 bytes',
    '2 KiB',
    '10000 bytes',
    '4 MiB',
    '1 TiB',
  ]);
});
