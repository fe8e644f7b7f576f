// Whatever is asked of the command, and wherever: it ends soon, with a code that means something, one sentence for each
// thing that is wrong, and nothing left lying about. ORDEAL_CASES asks for more command lines, ORDEAL_SEED for others.

import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandomSource } from '../../src/random/source.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { type OddCommandLine, oddCommandLine } from './odd-command-lines.ts';
import { createPlayground, type Playground } from './odd-playground.ts';

const cases = Math.min(2000, Number(process.env['ORDEAL_CASES'] ?? 25));
const seed = Number(process.env['ORDEAL_SEED'] ?? 13);
const usualMs = 20_000;
/** What a command that does nothing takes on a machine that does nothing else. */
const idleMs = 500;
const documented: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 64, 130]);
const program = join(repositoryRoot, 'bin', 'ordeal.mjs');

vi.setConfig({ testTimeout: 0, hookTimeout: 0 });

let playground: Playground;
beforeAll(async () => {
  playground = await createPlayground();
});
afterAll(() => playground.close());

interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const starts: Readonly<Record<OddCommandLine['start'], string>> = {
  plain: 'exec "$@"',
  'no-stdin': 'exec "$@" <&-',
  'no-folder': 'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
};

async function start({ args, environment, start: how }: OddCommandLine, limitMs: number): Promise<Ended> {
  const usual = {
    NO_COLOR: '1',
    ORDEAL_RESULTS: playground.results,
    ORDEAL_STATE_DIR: join(playground.directory, 'state'),
  };
  const given = { ...process.env, ORDEAL_DEBUG: '', CI: '', GITHUB_ACTIONS: '', ...usual, ...environment };
  const ended = await execa('bash', ['-c', starts[how], 'bash', process.execPath, program, ...args], {
    cwd: playground.workingDirectory,
    env: given,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 24,
  });
  const { exitCode, signal, timedOut } = ended;
  return { exitCode, signal, timedOut, stdout: ended.stdout, stderr: ended.stderr };
}

async function emptyWorkingDirectory(): Promise<void> {
  for (const name of readdirSync(playground.workingDirectory))
    await rm(join(playground.workingDirectory, name), { recursive: true });
}

/** Everything that is wrong with how a command line ended. */
function complaints({ args, environment }: OddCommandLine, ended: Ended): readonly string[] {
  const { exitCode, signal, timedOut, stdout, stderr } = ended;
  const found: string[] = [];
  if (timedOut) return ['it did not end'];
  if (signal !== undefined || exitCode === undefined || !documented.has(exitCode))
    found.push(`it ended with ${signal ?? exitCode}`);
  const lines = stderr.split('\n').filter((line) => line !== '');
  if (exitCode === 64) {
    if (stdout !== '') found.push('a wrong use prints to standard output');
    if (lines.length === 0 || lines.length > 22) found.push(`${lines.length} sentences`);
    for (const line of lines)
      if (!/^ordeal: \S.*[.?!)]$/u.test(line)) found.push(`no sentence: ${line.slice(0, 200)}`);
    if (new Set(lines).size < lines.length) found.push('a sentence twice');
  }
  if (exitCode === 3 && stdout === '' && !lines.some((line) => /^ordeal: \S.*[.?!)]$/u.test(line)))
    found.push('it does not say why');
  const colours = environment['FORCE_COLOR'] === undefined ? '' : String.raw`\u001b\[\d+m`;
  const shown = `${stdout}\n${stderr}`.replaceAll(new RegExp(colours, 'g'), '').replaceAll('\n', '');
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.exec(shown);
  if (unseen !== null) found.push(`it prints U+${unseen[0].codePointAt(0)?.toString(16)}`);
  if (/^\s+at .*(:\d+|<anonymous>|native)\)?$/m.test(stderr)) found.push('it prints a stack');
  let own = `${stdout}\n${stderr}`;
  for (const arg of args.filter(({ length }) => length > 2)) own = own.replaceAll(arg, '');
  const leak = /\bundefined\b|\[object \w|\bNaN\b|ERR_[A-Z_]+|Ordeal crashed/.exec(own);
  if (leak !== null) found.push(`it prints ${leak[0]}`);
  // A bundle is what `bundle` is asked for; any other file has to be named.
  const left = readdirSync(playground.workingDirectory).filter(
    (name) => args[0] !== 'bundle' && !(exitCode !== 64 && args.includes(name)),
  );
  if (left.length > 0) found.push(`it leaves ${left.join(', ')}`);
  return found;
}

test(`${cases} odd command lines of seed ${seed} end soon and say why`, async () => {
  const random = createRandomSource(seed);
  const plain = { args: ['ls', '--help'], environment: {}, start: 'plain' } as const;
  await start(plain, 600_000);
  const wrong: string[] = [];
  const codes = new Map<number | undefined, number>();
  let slowestMs = 0;
  let trivialMs = idleMs;
  for (let number = 0; number < cases && wrong.length < 20; number += 1) {
    // The machine may be busy now and idle later.
    if (number % 10 === 0) {
      const beginMs = performance.now();
      expect((await start(plain, 600_000)).exitCode).toBe(0);
      trivialMs = Math.max(idleMs, performance.now() - beginMs);
    }
    const line = oddCommandLine(random.fork(`${number}`), playground);
    const beginMs = performance.now();
    const ended = await start(line, (usualMs * trivialMs) / idleMs);
    slowestMs = Math.max(slowestMs, performance.now() - beginMs);
    codes.set(ended.exitCode, (codes.get(ended.exitCode) ?? 0) + 1);
    const found = complaints(line, ended);
    await emptyWorkingDirectory();
    if (found.length === 0) continue;
    const text = JSON.stringify([
      number,
      line.args.map((arg) => arg.slice(0, 300)),
      line.environment,
      line.start,
    ]);
    wrong.push(`${found.join('; ')}\n  ${text}\n  ${ended.stderr.slice(0, 600)}`);
  }
  expect(wrong.join('\n\n')).toBe('');
  // Most of them are wrong uses; were they all, nothing behind the arguments would be tried.
  expect(codes.get(64)).toBeGreaterThan(cases / 4);
  expect([...codes.keys()].length).toBeGreaterThan(1);
});
