// Histories that lie elsewhere than in one plain file: standard input, gzip, folders of a Jepsen store, several at once.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../tidy/source-files.ts';
import { ordeal } from './ordeal.ts';

const write = '{:process 0 :type :invoke :f :write :value 3}\n{:process 0 :type :ok :f :write :value 3}\n';
const read = (value: number) =>
  `{:process 1 :type :invoke :f :read :value nil}\n{:process 1 :type :ok :f :read :value ${value}}\n`;
const right = write + read(3);
const wrong = write + read(4);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is made for a history that is not in a plain file is gone afterwards. */
const check = async (...args: readonly string[]) => {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const ended = await ordeal(['check', ...args], { TMPDIR: temporary });
  expect(readdirSync(temporary).filter((name) => name.startsWith('ordeal-history'))).toEqual([]);
  return ended;
};
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

test('standard input is read, packed or not', async () => {
  for (const [input, exitCode] of [
    [Buffer.from(right), 0],
    [gzipSync(wrong), 1],
    [Buffer.from(''), 3],
  ] as const) {
    const ended = await execa('node', ['bin/ordeal.mjs', 'check', '-'], {
      cwd: repositoryRoot,
      env: { NO_COLOR: '1' },
      input,
      reject: false,
    });
    expect(ended.exitCode).toBe(exitCode);
    expect(`${ended.stdout}${ended.stderr}`).toContain('standard input');
  }
});

test('a gzip is read, and a damaged one is told', async () => {
  expect((await check(file('history.edn.gz', gzipSync(wrong)))).exitCode).toBe(1);
  expect((await check(file('history.gz', gzipSync(right)))).exitCode).toBe(0);
  const cut = await check(file('cut.edn.gz', gzipSync(right).subarray(0, -12)));
  expect(cut).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(/cut\.edn\.gz cannot be read: its gzip is damaged or cut off/),
  });
});

test('a folder of a Jepsen store is its history', async () => {
  file('store/20240101/history.edn', wrong);
  expect((await check(join(folder, 'store/20240101'))).exitCode).toBe(1);
  file('named/latest/history.edn', right);
  expect((await check(join(folder, 'named'))).exitCode).toBe(0);
  file('binary/test.jepsen', 'JEPSEN');
  expect(await check(join(folder, 'binary'))).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('holds test.jepsen but no history: history.edn is what is read'),
  });
  mkdirSync(join(folder, 'empty'));
  expect(await check(join(folder, 'empty'))).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('no saved run'),
  });
});

test('of several the worst decides, and each has its line', async () => {
  const [first, second] = [file('right.edn', right), file('wrong.edn', wrong)];
  const missing = join(folder, 'missing.edn');
  const ended = await check(first, missing, second);
  expect(ended.exitCode).toBe(1);
  const lines = ended.stdout.trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/right\.edn {2}valid {2}linearizable$/);
  expect(lines[1]).toContain('missing.edn');
  expect(lines[2]).toMatch(/wrong\.edn {2}violation {2}linearizable: /);
  const { exitCode, stdout } = await check(first, missing, '--json');
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 3,
    histories: [{ outcome: 'valid' }, { exitCode: 3 }],
  });
});

test('a budget that is too small leaves a verdict open, with the reason', async () => {
  const clients = Array.from(
    { length: 3000 },
    (_, at) => `{:process ${at} :type :invoke :f :write :value ${at % 3}}`,
  );
  const hard = file(
    'hard.edn',
    `${clients.join('\n')}\n${read(1).replaceAll(':process 1', ':process 5000')}`.repeat(1),
  );
  const ended = await check(
    hard,
    '--checker',
    'session-guarantees',
    '--memory',
    '512',
    '--budget',
    '0.000001',
  );
  expect(ended.exitCode).toBe(2);
  expect(ended.stdout).toMatch(/unknown .*(?:budget|again)/);
});

test('what is said to the checkers of a run is saved with it, and stands in the command that runs it again', async () => {
  const results = { ORDEAL_RESULTS: join(folder, 'results') };
  const asked = [
    '--world',
    'sim',
    '--time',
    '4',
    '--nemesis',
    'none',
    '--seed',
    '3',
    '--total',
    '401',
    '--budget',
    '60',
  ];
  const ran = await ordeal(['run', 'bank', ...asked], results);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toMatch(/again .* --total 401 --budget 60 /);
  expect(await ordeal(['check', 'bank'], results)).toMatchObject({ exitCode: 1 });
  expect(await ordeal(['check', 'bank', '--total', '400'], results)).toMatchObject({ exitCode: 0 });
  expect(await ordeal(['check', 'bank', '--budget', '0.000001'], results)).toMatchObject({ exitCode: 2 });
  expect(await ordeal(['run', 'register', '--total', '3'], results)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('The workload register does not take --total'),
  });
});

test('the page of a history lies beside it, with the verdict and what shows it', async () => {
  const path = file('wrong.edn', wrong);
  const ended = await ordeal(['report', path]);
  expect(ended).toMatchObject({ exitCode: 1, stdout: join(folder, 'wrong.html') });
  const page = readFileSync(join(folder, 'wrong.html'), 'utf8');
  expect(page).toContain('VIOLATION');
  expect(page).toContain('nothing explains read 4 of process 1');
  expect(page).toContain(`check ${path}`);
  const elsewhere = join(folder, 'pages/right.html');
  const named = await ordeal([
    'report',
    file('right.edn.gz', gzipSync(right)),
    '--output',
    elsewhere,
    '--json',
  ]);
  expect(JSON.parse(named.stdout)).toEqual({ page: elsewhere, outcome: 'valid', exitCode: 0 });
  expect(readFileSync(elsewhere, 'utf8')).toContain('Valid');
});
