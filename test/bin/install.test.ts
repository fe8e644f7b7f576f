// The first command in a fresh clone installs dependencies, with the real npm and a package beside it: two at once, one
// that was killed before, one that is interrupted.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

let clone = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'ordeal-clone-'));
  cpSync(new URL('../../bin', import.meta.url).pathname, join(clone, 'bin'), { recursive: true });
  needPackages({});
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** @param scripts what npm runs while it installs */
function needPackages(scripts: Readonly<Record<string, string>>): void {
  const description = { name: 'clone', version: '1.0.0', dependencies: { part: 'file:part' } };
  const part = { name: 'part', version: '1.0.0' };
  mkdirSync(join(clone, 'part'), { recursive: true });
  writeFileSync(join(clone, 'part', 'package.json'), JSON.stringify(part));
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...description, scripts }));
  const packages = { '': description, 'node_modules/part': { resolved: 'part', link: true }, part };
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
    wrote: (wanted) => vi.waitFor(() => expect(words).toContain(wanted), { timeout: 30_000 }),
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
  needPackages({ preinstall: 'touch begun; sleep 100' });
  const command = start();
  await vi.waitFor(() => expect(existsSync(join(clone, 'begun'))).toBe(true), { timeout: 30_000 });
  command.interrupt();
  expect(await command.ended).toMatchObject({ exitCode: 130 });
  expect([existsSync(lockFile()), existsSync(stampFile())]).toEqual([false, false]);
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
