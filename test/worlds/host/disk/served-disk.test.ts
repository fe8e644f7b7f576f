// Our file system as programs see it: an ordinary disk while nothing is broken.

import { describe, expect, test } from 'vitest';
import { openDiskBench, whyNoDisk } from './disk-bench.ts';

const missing = await whyNoDisk();

describe.skipIf(missing !== null)('a disk without faults', () => {
  test('keeps what is written, under every name it has', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      fs.mkdirSync(path('d'));
      fs.writeFileSync(path('d/a'), 'hello');
      fs.appendFileSync(path('d/a'), ' world');
      fs.renameSync(path('d/a'), path('b'));
      fs.linkSync(path('b'), path('c'));
      fs.unlinkSync(path('b'));
      const { size, nlink } = fs.statSync(path('c'));
      return [fs.readFileSync(path('c'), 'utf8'), fs.readdirSync(path('')), fs.readdirSync(path('d')), size, nlink];
    `);
    expect(seen).toEqual(['hello world', ['c', 'd'], [], 11, 1]);
  });

  test('takes writes far larger than one request', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      const bytes = Buffer.alloc(5_000_001);
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = at % 251;
      const file = fs.openSync(path('big'), 'w');
      const written = fs.writeSync(file, bytes);
      fs.fsyncSync(file);
      return [written, fs.statSync(path('big')).size, fs.readFileSync(path('big')).equals(bytes)];
    `);
    expect(seen).toEqual([5_000_001, 5_000_001, true]);
  });

  test('appends at the end, whoever made the file longer', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      const one = fs.openSync(path('log'), 'a');
      const other = fs.openSync(path('log'), 'a');
      fs.writeSync(one, 'a1 ');
      fs.writeSync(other, 'b1 ');
      fs.writeSync(one, 'a2 ');
      fs.ftruncateSync(one, 3);
      fs.writeSync(other, 'b2 ');
      return fs.readFileSync(path('log'), 'utf8');
    `);
    expect(seen).toBe('a1 b2 ');
  });

  test('lets O_DIRECT and O_DSYNC through', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      const { O_CREAT, O_RDWR, O_DIRECT, O_DSYNC } = fs.constants;
      const file = fs.openSync(path('direct'), O_CREAT | O_RDWR | O_DIRECT | O_DSYNC);
      fs.writeSync(file, Buffer.alloc(4096, 'x'));
      const back = Buffer.alloc(4096);
      return [fs.readSync(file, back, 0, 4096, 0), back.toString('utf8', 4090)];
    `);
    expect(seen).toEqual([4096, 'xxxxxx']);
  });

  test('refuses what a disk refuses', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      fs.mkdirSync(path('d'));
      fs.writeFileSync(path('d/f'), '');
      fs.mkdirSync(path('e'));
      return [
        attempt(() => fs.readFileSync(path('none'))),
        attempt(() => fs.openSync(path('d/f'), 'wx')),
        attempt(() => fs.mkdirSync(path('d'))),
        attempt(() => fs.rmdirSync(path('d'))),
        attempt(() => fs.renameSync(path('d'), path('d/below'))),
        attempt(() => fs.renameSync(path('d/f'), path('e'))),
        attempt(() => fs.rmdirSync(path('d/f'))),
        attempt(() => fs.symlinkSync('d', path('s'))),
        attempt(() => fs.mkdirSync(path('.ordeal-disk'))),
      ];
    `);
    expect(seen).toEqual('ENOENT EEXIST EEXIST ENOTEMPTY EINVAL EISDIR ENOTDIR ENOSYS EPERM'.split(' '));
  });

  test('keeps a file without a name for as long as somebody has it open', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      fs.writeFileSync(path('old'), 'old content');
      fs.writeFileSync(path('new'), 'new content');
      const file = fs.openSync(path('old'), 'r');
      fs.renameSync(path('new'), path('old'));
      const directory = fs.openSync(path(''), 'r');
      fs.fsyncSync(directory);
      return [fs.readFileSync(file, 'utf8'), fs.readFileSync(path('old'), 'utf8'), fs.readdirSync(path(''))];
    `);
    expect(seen).toEqual(['old content', 'new content', ['old']]);
  });

  test('lists a large directory, and says how much room there is', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      for (let number = 0; number < 2000; number += 1) fs.writeFileSync(path('file-with-quite-a-long-name-' + number), '');
      const { blocks, bfree } = fs.statfsSync(path(''));
      return [new Set(fs.readdirSync(path(''))).size, blocks > 0, bfree > 0];
    `);
    expect(seen).toEqual([2000, true, true]);
  });

  test('keeps modes and times', async () => {
    const { run } = await openDiskBench();
    const seen = await run(`
      fs.writeFileSync(path('f'), 'x', { mode: 0o640 });
      fs.mkdirSync(path('d'), { mode: 0o700 });
      fs.chmodSync(path('f'), 0o600);
      fs.utimesSync(path('f'), 1000, 2000);
      const { mode, mtimeMs, atimeMs } = fs.statSync(path('f'));
      return [mode & 0o777, mtimeMs, atimeMs, fs.statSync(path('d')).mode & 0o777];
    `);
    expect(seen).toEqual([0o600, 2_000_000, 1_000_000, 0o700]);
  });

  test('is mounted again with its data when its server has died', async () => {
    const { host, mount, run } = await openDiskBench();
    await run(`fs.writeFileSync(path('f'), 'content');`);
    expect(await mount()).toBe(false);
    await host.exec(`kill -9 $(pgrep -f 'disk.mjs 7998')`);
    expect(await run(`return attempt(() => fs.readFileSync(path('f')));`)).toBe('ENOTCONN');
    expect(await mount()).toBe(true);
    expect(await run(`return fs.readFileSync(path('f'), 'utf8');`)).toBe('content');
    expect(await host.exec(`grep -c ordeal-disk /proc/mounts`)).toBe('1\n');
  });
});
