// What another user of the machine puts into the temporary directory is no leftover: nothing it names is ended, nothing of it
// is followed or removed. The folders are made by a real second user, with real processes of this one as targets.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import {
  appendFile,
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markOf, markOwned, ownerOf, recordProcess } from '../../src/worlds/owned-directory.ts';
import { currentOwner, isRunning, startTicks } from '../../src/worlds/owner.ts';
import { sweepLeftovers } from '../../src/worlds/sweep.ts';

const stranger = 65534;
/** Runs a program as another user. */
const actAs = 'setpriv';
const canActAsStranger = process.platform === 'linux' && process.getuid?.() === 0;
if (!canActAsStranger)
  process.stderr.write('skipping the tests with a second user: they need root on Linux to act as one\n');

/** As a harness of this machine that has ended. */
const deadOwner = currentOwner().split('/').with(4, '1').join('/');

let temporary = '';
let started: ChildProcess[] = [];
const originalTemporary = process.env['TMPDIR'];

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'swept-'));
  await chmod(temporary, 0o1777);
  process.env['TMPDIR'] = temporary;
});

afterEach(async () => {
  if (originalTemporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = originalTemporary;
  for (const child of started) child.kill('SIGKILL');
  started = [];
  await rm(temporary, { recursive: true, force: true });
});

interface Target {
  readonly child: ChildProcess;
  /** As the file of recorded processes has it. */
  readonly line: string;
  readonly gone: Promise<unknown>;
  lives(): boolean;
}

/** A process that somebody may want to see ended. */
async function startTarget(environment: Readonly<Record<string, string>> = {}): Promise<Target> {
  const child = spawn('sleep', ['1000'], { env: environment, stdio: 'ignore' });
  started.push(child);
  const gone = once(child, 'exit');
  await once(child, 'spawn');
  const start = startTicks(child.pid ?? 0) ?? '';
  const lives = (): boolean => isRunning(child.pid ?? 0, start);
  // Its environment is its own only once it runs the program.
  while (lives() && !readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').startsWith('sleep'))
    await new Promise(setImmediate);
  return { child, line: `${child.pid} ${start}\n`, gone, lives };
}

const asStranger = (script: string): void => {
  const ids = [`--reuid=${stranger}`, `--regid=${stranger}`, '--clear-groups'];
  execFileSync(actAs, [...ids, 'sh', '-ec', script], { stdio: ['ignore', 'ignore', 'inherit'] });
};

async function sweep(): Promise<readonly string[]> {
  const lines: string[] = [];
  await sweepLeftovers((line) => lines.push(line));
  return lines.filter((line) => line.includes(temporary) || line.includes('process'));
}

/** A folder of this user's whose owner has ended, with whatever is recorded. */
async function ownLeftover(name: string, recorded = ''): Promise<string> {
  const directory = join(temporary, name);
  await mkdir(directory, { mode: 0o700 });
  await writeFile(join(directory, 'ordeal-owner'), deadOwner, { mode: 0o600 });
  if (recorded !== '') await writeFile(join(directory, 'ordeal-processes'), recorded, { mode: 0o600 });
  return directory;
}

test('a leftover of our own goes, with the process that is marked as its own', async () => {
  const directory = join(temporary, 'ordeal-own');
  const marked = await startTarget(markOf(directory));
  await ownLeftover('ordeal-own', marked.line);
  await sweep();
  await marked.gone;
  expect(existsSync(directory)).toBe(false);
});

test('what a run records is what a sweep finds', async () => {
  const directory = await mkdtemp(join(temporary, 'ordeal-'));
  await markOwned(directory);
  const marked = await startTarget(markOf(directory));
  await recordProcess(directory, marked.child.pid ?? 0);
  expect(ownerOf(directory)).toBe(currentOwner());
  await sweep();
  expect(marked.lives()).toBe(true);
  await writeFile(join(directory, 'ordeal-owner'), deadOwner);
  await sweep();
  await marked.gone;
});

test.each([
  ['not marked at all', (): Record<string, string> => ({})],
  ['marked for another folder', (): Record<string, string> => markOf(join(temporary, 'ordeal-other'))],
  ['marked for a folder below', (): Record<string, string> => markOf(join(temporary, 'ordeal-own', 'n1'))],
  ['with the mark inside another variable', () => ({ OTHER: `ORDEAL_DIRECTORY=${temporary}/ordeal-own` })],
])('a process that a folder of ours names but that is %s lives on', async (_, environment) => {
  const target = await startTarget(environment());
  const directory = await ownLeftover('ordeal-own', target.line);
  await sweep();
  expect(existsSync(directory)).toBe(false);
  expect(target.lives()).toBe(true);
});

test('a marked process with another start time lives on: its number was used again', async () => {
  const target = await startTarget(markOf(join(temporary, 'ordeal-own')));
  await ownLeftover('ordeal-own', `${target.child.pid} 1\n${target.child.pid} 0\n`);
  await sweep();
  expect(target.lives()).toBe(true);
});

const lines: readonly (readonly [string, (target: Target) => string])[] = [
  ['ids of nobody, of the first process and of groups', () => '0 0\n1 0\n-1 5\n+1 5\n'],
  ['not one line that is well formed', ({ line }) => `x${line}${line.trim()} more\n`],
  ['more than a file of ours can hold', ({ line }) => line + '# padding\n'.repeat(10_000)],
];
test.each(lines)('a file of processes that has %s ends nothing', async (_, text) => {
  const target = await startTarget(markOf(join(temporary, 'ordeal-own')));
  await ownLeftover('ordeal-own', text(target));
  await sweep();
  expect(target.lives()).toBe(true);
});

/** What can be wrong with a folder; each of them once was enough to have any process ended. */
const untrusted: readonly (readonly [string, (directory: string) => Promise<void>])[] = [
  ['that others may write to', (directory) => chmod(directory, 0o777)],
  ['that its group may write to', (directory) => chmod(directory, 0o770)],
  [
    'whose file of its owner others may write to',
    (directory) => chmod(join(directory, 'ordeal-owner'), 0o666),
  ],
  [
    'whose file of its owner is a link',
    async (directory) => {
      await rename(join(directory, 'ordeal-owner'), join(temporary, 'elsewhere'));
      await symlink(join(temporary, 'elsewhere'), join(directory, 'ordeal-owner'));
    },
  ],
  [
    'whose file of its owner has a second name',
    (directory) => link(join(directory, 'ordeal-owner'), join(temporary, 'elsewhere')),
  ],
  [
    'whose file of its owner is a folder',
    async (directory) => {
      await rm(join(directory, 'ordeal-owner'));
      await mkdir(join(directory, 'ordeal-owner'));
    },
  ],
  [
    'whose file of its owner is a pipe',
    async (directory) => {
      await rm(join(directory, 'ordeal-owner'));
      execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, 'ordeal-owner')]);
    },
  ],
  ['without a file of its owner', (directory) => rm(join(directory, 'ordeal-owner'))],
  ['whose owner is empty', (directory) => writeFile(join(directory, 'ordeal-owner'), '')],
  ['whose owner lives', (directory) => writeFile(join(directory, 'ordeal-owner'), currentOwner())],
  [
    'that is a link to a leftover',
    async (directory) => {
      await rename(directory, join(temporary, 'elsewhere'));
      await symlink(join(temporary, 'elsewhere'), directory);
    },
  ],
];
test.each(untrusted)('a folder %s is left alone, and so is what it names', async (_, spoil) => {
  const directory = join(temporary, 'ordeal-own');
  const target = await startTarget(markOf(directory));
  await ownLeftover('ordeal-own', target.line);
  await spoil(directory);
  const before = (await readdir(temporary)).sort();
  expect(await sweep()).toEqual([]);
  expect((await readdir(temporary)).sort()).toEqual(before);
  expect(target.lives()).toBe(true);
});

test('where everybody may replace everything, nothing is swept, and that is said', async () => {
  await ownLeftover('ordeal-own');
  await chmod(temporary, 0o777);
  expect(await sweep()).toEqual([expect.stringMatching(/everybody may replace what is in .*chmod \+t/)]);
  expect(existsSync(join(temporary, 'ordeal-own'))).toBe(true);
});

test.skipIf(!canActAsStranger)('a folder forged by another user ends nothing and stays', async () => {
  const directory = join(temporary, 'ordeal-forged');
  const target = await startTarget(markOf(directory));
  asStranger(
    `umask 077; mkdir ${directory}; printf %s '${deadOwner}' >${directory}/ordeal-owner; echo '${target.line.trim()}' >${directory}/ordeal-processes`,
  );
  expect(await sweep()).toEqual([]);
  expect(target.lives()).toBe(true);
  expect(existsSync(directory)).toBe(true);
});

test.skipIf(!canActAsStranger)("another user's link to a leftover of ours removes nothing", async () => {
  const victim = join(temporary, 'victim');
  await mkdir(victim, { mode: 0o755 });
  await writeFile(join(victim, 'ordeal-owner'), deadOwner, { mode: 0o644 });
  await appendFile(join(victim, 'precious'), 'x');
  asStranger(`ln -s ${victim} ${temporary}/ordeal-link`);
  expect(await sweep()).toEqual([]);
  expect((await readdir(victim)).sort()).toEqual(['ordeal-owner', 'precious']);
});

test.skipIf(!canActAsStranger)('files of another user in a folder of ours are not believed', async () => {
  const directory = await ownLeftover('ordeal-own');
  const target = await startTarget(markOf(directory));
  await writeFile(join(directory, 'ordeal-processes'), target.line);
  await chown(join(directory, 'ordeal-processes'), stranger, stranger);
  await sweep();
  expect(target.lives()).toBe(true);
  const second = await ownLeftover('ordeal-second');
  await chown(join(second, 'ordeal-owner'), stranger, stranger);
  expect(await sweep()).toEqual([]);
  expect(existsSync(second)).toBe(true);
});

test.skipIf(!canActAsStranger)('a process of another user lives on, though it carries the mark', async () => {
  const directory = join(temporary, 'ordeal-own');
  const ids = [`--reuid=${stranger}`, `--regid=${stranger}`, '--clear-groups'];
  const child = spawn(actAs, [...ids, 'sleep', '1000'], {
    env: { ...process.env, ...markOf(directory) },
  });
  started.push(child);
  const start = startTicks(child.pid ?? 0) ?? '';
  const status = (): string => readFileSync(`/proc/${child.pid}/status`, 'utf8');
  while (!/^Name:\s+sleep$/m.test(status())) await new Promise(setImmediate);
  await ownLeftover('ordeal-own', `${child.pid} ${start}\n`);
  await sweep();
  expect(existsSync(directory)).toBe(false);
  expect(isRunning(child.pid ?? 0, start)).toBe(true);
});
