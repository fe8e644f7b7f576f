// The libraries of a node binary: read off this machine's own, and off what the loader prints of others.

import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { librariesOf, parseLibraries } from '../../../src/worlds/docker/node-binary.ts';

test('the libraries of the running node are on this machine, and none is the C library', async () => {
  const libraries = await librariesOf(process.execPath);
  expect(libraries.filter(({ path }) => !existsSync(path))).toEqual([]);
  expect(libraries.filter(({ name }) => /^(libc|libm|libdl)\.so|^ld-linux/.test(name))).toEqual([]);
});

test('a library that not every node needs is found', () => {
  const said = [
    '\tlinux-vdso.so.1 (0x00007f55adb4c000)',
    '\tlibatomic.so.1 => /lib/x86_64-linux-gnu/libatomic.so.1 (0x00007f55adb31000)',
    '\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f55ada4c000)',
    '\tlibcrypto.so.3 => /opt/ssl/libcrypto.so.3 (0x00007f55ad800000)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f55adb4e000)',
  ].join('\n');
  expect(parseLibraries(said, 'node')).toEqual([
    { name: 'libatomic.so.1', path: '/lib/x86_64-linux-gnu/libatomic.so.1' },
    { name: 'libcrypto.so.3', path: '/opt/ssl/libcrypto.so.3' },
  ]);
});

test('a library that this machine lacks is named', () => {
  expect(() => parseLibraries('\tlibatomic.so.1 => not found\n', '/usr/bin/node')).toThrow(
    '/usr/bin/node needs libatomic.so.1, which this machine lacks',
  );
});

test('what is no program at all is said', async () => {
  await expect(librariesOf('/nowhere/node')).rejects.toThrow('the libraries that /nowhere/node needs');
});
