// Checkers in threads: what a thread answers, and that one which hangs, dies or eats memory costs its own verdict only.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bundleModule } from '../../src/batch/bundle-module.ts';
import { repositoryPath } from '../../src/cli/repository.ts';
import { type CheckerThreads, createCheckerThreads } from '../../src/runner/checker-threads.ts';

const budget = { timeMs: 60_000, memoryBytes: 2 ** 30 };
const source = { kind: 'named', name: 'linearizable', options: {} } as const;

/** A module whose checkers misbehave, each at its position. */
const misbehaving = `
const verdict = (checker) => ({ checker, valid: true, reason: '', witnesses: [], details: {} });
const held = [];
const checkers = [
  () => verdict('well'),
  () => { throw new TypeError('out of its depth'); },
  () => { for (;;) Math.sqrt(2); },
  () => { for (;;) held.push({ some: [held.length, String(held.length)] }); },
  () => {
    for (;;) {
      if (held.length < 4000) held.push(new Uint8Array(2 ** 20).fill(1));
      Math.sqrt(2);
    }
  },
  () => { process.exit(3); },
];
export async function openJudge(historyPath) {
  if (historyPath === 'missing') throw new Error('There is no history at missing.');
  return async (position) => checkers[position]();
}
`;

let moduleUrl = '';
let threads: CheckerThreads | null = null;

beforeAll(async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-threads-')), 'misbehaving.mjs');
  await writeFile(path, misbehaving);
  moduleUrl = pathToFileURL(path).href;
});
afterEach(() => threads?.close());

function open(lanes: number, historyPath = 'some.jsonl'): CheckerThreads {
  threads = createCheckerThreads({ moduleUrl, historyPath, source, threads: lanes });
  return threads;
}

describe('a checker in a thread', () => {
  test('answers its verdict; what it throws is thrown here, and the thread goes on', async () => {
    const { check } = open(1);
    expect(await check(0, 'well', budget)).toMatchObject({ checker: 'well', valid: true });
    await expect(check(1, 'throwing', budget)).rejects.toThrow('out of its depth');
    expect(await check(0, 'well', budget)).toMatchObject({ valid: true });
  });

  test('that does not end is unknown, while this thread and the others go on', async () => {
    const { check } = open(2);
    let turns = 0;
    const turning = setInterval(() => turns++, 10);
    const endless = check(2, 'endless', { ...budget, timeMs: 50 });
    expect(await check(0, 'well', budget)).toMatchObject({ valid: true });
    expect(await endless).toMatchObject({
      checker: 'endless',
      valid: 'unknown',
      reason: 'The checker did not end within its time budget of 0.05 s.',
    });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
    expect(await check(0, 'well', budget)).toMatchObject({ valid: true });
  });

  test('that fills the heap is unknown, and the next one is asked all the same', async () => {
    const { check } = open(1);
    const greedy = check(3, 'greedy', { ...budget, memoryBytes: 64 * 2 ** 20 });
    const well = check(0, 'well', budget);
    expect(await greedy).toMatchObject({
      valid: 'unknown',
      reason: 'The checker needed more than its memory budget of 64 MiB.',
    });
    expect(await well).toMatchObject({ valid: true });
  });

  test('that takes memory outside the heap is unknown as well', async () => {
    const { check } = open(1);
    const verdict = await check(4, 'arrays', { ...budget, memoryBytes: 300 * 2 ** 20 });
    expect(verdict.reason).toBe('The checker needed more than its memory budget of 300 MiB.');
  });

  test('that ends its thread is a crash, as is a history that cannot be read', async () => {
    await expect(open(1).check(5, 'leaving', budget)).rejects.toThrow('its thread ended with code 3');
    await expect(open(1, 'missing').check(0, 'well', budget)).rejects.toThrow(
      'There is no history at missing.',
    );
  });
});

test('the real module judges a history from its file', async () => {
  const historyPath = join(await mkdtemp(join(tmpdir(), 'ordeal-threads-')), 'history.jsonl');
  const lines = [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null },
    { index: 1, time: 1, process: 0, type: 'ok', f: 'read', value: 7 },
  ];
  await writeFile(historyPath, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const entry = repositoryPath('src/cli/judge-in-thread.ts');
  const real = await bundleModule(entry, 'checkers', repositoryPath('.build'));
  threads = createCheckerThreads({ moduleUrl: real, historyPath, source });
  expect(await threads.check(0, 'linearizable', budget)).toMatchObject({
    checker: 'linearizable',
    valid: false,
  });
});
