// The first command in a fresh clone installs dependencies, with the real npm and a package from a file: two at once, one
// that was killed before, one that is interrupted, one beside commands that still load from what it replaces.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTar } from '../../src/worlds/docker/tar.ts';

const { isInstalledAsLocked } = (await import(
  new URL('../../bin/installed-packages.mjs', import.meta.url).href
)) as { readonly isInstalledAsLocked: (root: string) => boolean };

let clone = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'ordeal-clone-'));
  cpSync(new URL('../../bin', import.meta.url).pathname, join(clone, 'bin'), { recursive: true });
  needPackages({});
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/**
 * Makes the clone need version `version` of the package `part`.
 * @param scripts what npm runs while it installs
 * @param fields of the package in the lock file
 */
function needPackages(
  scripts: Readonly<Record<string, string>>,
  version = '1.0.0',
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const archive = join(clone, `part-${version}.tgz`);
  const part = JSON.stringify({ name: 'part', version, main: 'main.js' });
  const files = createTar([
    { path: 'package/package.json', content: part },
    { path: 'package/main.js', content: `module.exports = '${version}';` },
    { path: 'package/late.js', content: `module.exports = 'late ${version}';` },
  ]);
  const bytes = gzipSync(files);
  writeFileSync(archive, bytes);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const dependencies = { part: `file:${archive}` };
  const kind = fields['optional'] === true ? 'optionalDependencies' : 'dependencies';
  const description = { name: 'clone', version: '1.0.0', [kind]: dependencies };
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...description, scripts }));
  const packages = {
    '': description,
    'node_modules/part': { version, resolved: `file:${archive}`, integrity, ...fields },
  };
  const lock = { ...description, lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify(lock));
}

const stampFile = () => join(clone, 'node_modules', '.installed-lock-digest');
const lockFile = () => join(clone, '.build', 'install.lock');

interface Command {
  /** Until it has written words. */
  wrote(words: string): Promise<void>;
  interrupt(): void;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly words: string }>;
}

/** A command of the clone up to the point where it has its dependencies. */
function start(): Command {
  const script = `import { ensureInstalled } from '${join(clone, 'bin', 'install.mjs')}'; await ensureInstalled();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, npm_config_ignore_scripts: 'false' },
    stdio: 'pipe',
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  return {
    wrote: async (wanted) => {
      await expect.poll(() => words).toContain(wanted);
    },
    interrupt: () => child.kill('SIGINT'),
    ended: new Promise((resolve) => {
      child.on('close', (exitCode) => resolve({ exitCode, words }));
    }),
  };
}

test('two commands at once install once, and the next one not at all', async () => {
  const both = await Promise.all([start().ended, start().ended]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(both.filter(({ words }) => words.includes('installing dependencies (npm ci)'))).toHaveLength(1);
  expect(await start().ended).toEqual({ exitCode: 0, words: '' });
  expect(existsSync(lockFile())).toBe(false);
});

test('a command waits for the one at work, and says for which', async () => {
  mkdirSync(join(clone, '.build'));
  writeFileSync(lockFile(), JSON.stringify({ host: hostname(), processes: [process.pid] }));
  const command = start();
  await command.wrote(`another command is installing dependencies (process ${process.pid})`);
  expect(existsSync(stampFile())).toBe(false);
  rmSync(lockFile());
  expect(await command.ended).toMatchObject({ exitCode: 0 });
  expect(existsSync(stampFile())).toBe(true);
});

test('the lock of a command that was killed is taken over, by one of those that come', async () => {
  const gone = start();
  await gone.ended;
  rmSync(join(clone, 'node_modules'), { recursive: true });
  mkdirSync(join(clone, 'node_modules', '.left-behind', 'by-npm'), { recursive: true });
  // No process has a number this high.
  writeFileSync(lockFile(), JSON.stringify({ host: hostname(), processes: [2 ** 30] }));
  const both = await Promise.all([start().ended, start().ended]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(both.filter(({ words }) => words.includes('installing dependencies (npm ci)'))).toHaveLength(1);
});

test('an interrupted installation ends npm with it, and the next command starts anew', async () => {
  needPackages({ preinstall: `touch ${join(clone, 'begun')}; sleep 100` });
  const command = start();
  await expect.poll(() => existsSync(join(clone, 'begun'))).toBe(true);
  command.interrupt();
  expect(await command.ended).toMatchObject({ exitCode: 130 });
  expect([existsSync(lockFile()), existsSync(stampFile())]).toEqual([false, false]);
  expect(readdirSync(join(clone, '.build'))).toEqual([]);
  needPackages({});
  expect(await start().ended).toMatchObject({ exitCode: 0 });
});

test('a failed installation says what to do', async () => {
  needPackages({ preinstall: 'exit 1' });
  const { exitCode, words } = await start().ended;
  expect(exitCode).toBe(3);
  expect(words).toContain('npm ci failed: see the lines above');
  expect(existsSync(lockFile())).toBe(false);
});

test('what a person installed by npm ci is taken as it is, by several at once', async () => {
  await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone });
  writeFileSync(join(clone, 'node_modules', 'mark'), '');
  const ended = await Promise.all([start().ended, start().ended, start().ended]);
  expect(ended).toEqual(Array.from({ length: 3 }, () => ({ exitCode: 0, words: '' })));
  expect(existsSync(join(clone, 'node_modules', 'mark'))).toBe(true);
});

test('packages of another version, and those that are there in part, are installed anew', async () => {
  await execa('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone });
  needPackages({}, '2.0.0');
  expect((await start().ended).words).toContain('installing dependencies');
  rmSync(stampFile());
  rmSync(join(clone, 'node_modules', 'part'), { recursive: true });
  expect((await start().ended).words).toContain('installing dependencies');
  expect(existsSync(join(clone, 'node_modules', 'part', 'late.js'))).toBe(true);
});

test('a package for this platform that npm left out, since it is optional, is no success', async () => {
  needPackages({}, '3.0.0', { optional: true });
  rmSync(join(clone, 'part-3.0.0.tgz'));
  const { exitCode, words } = await start().ended;
  expect(exitCode).toBe(3);
  expect(words).toMatch(/installing once more[^]*npm leaves out packages for this platform/);
  needPackages({}, '4.0.0', { optional: true, os: ['none'] });
  expect(await start().ended).toMatchObject({ exitCode: 0 });
});

test('what only packages of other platforms need may be missing, what others need may not', () => {
  const root = mkdtempSync(join(tmpdir(), 'installed-'));
  const foreign = { version: '1.0.0', optional: true, cpu: ['none'], dependencies: { runtime: '1' } };
  const runtime = { version: '1.0.0', optional: true };
  const isInstalledWith = (dependencies: Readonly<Record<string, string>>): boolean => {
    const tool = { version: '1.0.0', dependencies, optionalDependencies: { foreign: '1' } };
    const installed = { 'node_modules/tool': tool };
    const wanted = {
      '': { dependencies: { tool: '1' } },
      ...{
        ...installed,
        'node_modules/foreign': foreign,
        'node_modules/foreign/node_modules/runtime': runtime,
      },
    };
    mkdirSync(join(root, 'node_modules', 'tool'), { recursive: true });
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
    return isInstalledAsLocked(root);
  };
  expect(isInstalledWith({})).toBe(true);
  expect(isInstalledWith({ runtime: '1' })).toBe(false);
  rmSync(root, { recursive: true });
});

test('node_modules is there all the time while other packages take its place', async () => {
  await start().ended;
  const before = createRequire(join(clone, 'package.json'));
  expect(before('part')).toBe('1.0.0');
  needPackages({ preinstall: `touch ${join(clone, 'begun')}; sleep 1` }, '2.0.0');
  const { ended } = start();
  await expect.poll(() => existsSync(join(clone, 'begun'))).toBe(true);
  expect(before('part/late.js')).toBe('late 1.0.0');
  expect(await ended).toMatchObject({ exitCode: 0 });
  expect(createRequire(join(clone, 'other.json'))('part/package.json')).toMatchObject({ version: '2.0.0' });
});
