// The folder of saved runs: made, found again, and every way it can be damaged named in a sentence.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { createRun, saveResults } from '../../src/store/create-run.ts';
import { listRuns } from '../../src/store/list-runs.ts';
import { openRun } from '../../src/store/open-run.ts';
import type { RunResults } from '../../src/store/results.ts';
import { storeErrorOf } from '../../src/store/store-error.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const early = new Date('2026-01-02T03:04:05.006Z');
const late = new Date('2026-01-03T00:00:00.000Z');
const register: Plan = { ...tinyPlan, name: 'register' };
const set: Plan = { ...tinyPlan, name: 'set' };

const results: RunResults = {
  format: 1,
  harnessVersion: '0.1.0',
  plan: register,
  seed: 7,
  world: 'sim',
  versions: { anvil: 'abc' },
  startedAt: early.toISOString(),
  outcome: 'violation',
  exitCode: 1,
  verdicts: [
    {
      checker: 'linearizable',
      valid: false,
      reason: 'A read saw a value that was overwritten.',
      witnesses: [{ index: 3, time: 9, process: 0, type: 'ok', f: 'read', value: [1], key: 'x' }],
      details: { keys: 4 },
    },
  ],
  counts: { invoked: 5, ok: 3, fail: 1, info: 1 },
  countsByF: { read: { invoked: 5, ok: 3, fail: 1, info: 1 } },
  phases: [{ name: 'load', startNs: 0, endNs: 5 }],
  faults: [
    {
      package: 'kill',
      f: 'kill',
      startNs: 1,
      endNs: null,
      hosts: ['n1'],
      verified: true,
      description: 'kill n1',
    },
  ],
  bootMs: 900,
  settleMs: null,
  interrupted: false,
  crash: null,
  problems: [],
};

describe('a run', () => {
  test('has a folder with its plan, and latest links to it', async () => {
    const files = await createRun(root, register, early);
    expect(files.directory).toBe(join(root, 'register', '2026-01-02T03-04-05.006Z'));
    expect(readdirSync(files.directory).toSorted()).toEqual(['nodes', 'plan.json']);
    expect(readlinkSync(join(root, 'latest'))).toBe('register/2026-01-02T03-04-05.006Z');
    expect(readlinkSync(join(root, 'register', 'latest'))).toBe('2026-01-02T03-04-05.006Z');
  });

  test('does not share its folder with another of the same millisecond', async () => {
    await createRun(root, register, early);
    const second = await createRun(root, register, early);
    expect(basename(second.directory)).toBe('2026-01-02T03-04-05.006Z-2');
    expect((await openRun(root, 'latest')).time).toBe(basename(second.directory));
  });

  test('leaves no temporary file behind', async () => {
    const files = await createRun(root, register, early);
    await saveResults(files, results);
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('.tmp'))).toEqual([]);
    expect(existsSync(files.results)).toBe(true);
  });

  test('cannot be named like the link', async () => {
    await expect(createRun(root, { ...register, name: 'latest' }, early)).rejects.toThrow(
      'cannot be named latest',
    );
  });

  test('in a folder that cannot be made is one clear sentence', async () => {
    writeFileSync(join(root, 'register'), 'a file is in the way');
    await expect(createRun(root, register, early)).rejects.toThrow(/register cannot be written: /);
  });

  test('where nothing can be made at all is one clear sentence, not an endless attempt', async () => {
    await expect(createRun('/proc/ordeal-results', register, early)).rejects.toThrow(
      /register cannot be written: /,
    );
  });
});

describe('opening', () => {
  test('by name, by link, by time, by path; results come back as they were', async () => {
    const files = await createRun(root, register, early);
    await saveResults(files, results);
    const time = basename(files.directory);
    for (const wanted of ['latest', 'register', 'register/latest', `register/${time}`, files.directory]) {
      const run = await openRun(root, wanted);
      expect(run).toMatchObject({ name: 'register', time, plan: register });
      expect(run.results).toMatchObject(results);
    }
  });

  test('a run that was cut off has no results', async () => {
    await createRun(root, register, early);
    expect((await openRun(root, 'latest')).results).toBeNull();
  });

  test('what does not exist, is not JSON or has a wrong field is one clear sentence', async () => {
    await expect(openRun(root, 'nonsense')).rejects.toThrow('There is no saved run nonsense');
    const files = await createRun(root, register, early);
    writeFileSync(files.results, '{');
    await expect(openRun(root, 'latest')).rejects.toThrow(`${files.results} is not JSON`);
    writeFileSync(files.results, JSON.stringify({ ...results, exitCode: 'one' }));
    await expect(openRun(root, 'latest')).rejects.toThrow('field exitCode');
  });
});

describe('the listing', () => {
  test('shows the newest first, and a run that cannot be read with the reason', async () => {
    await createRun(root, set, late);
    await createRun(root, register, early);
    mkdirSync(join(root, 'register', 'empty'));
    const listed = await listRuns(root);
    expect(listed.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'register unreadable',
      'set run',
      'register run',
    ]);
    expect(listed[0]).toMatchObject({ problem: expect.stringContaining('holds no plan.json') });
  });

  test('of a folder that does not exist is empty', async () => {
    expect(await listRuns(join(root, 'none'))).toEqual([]);
  });
});

test('a full disk is named as what it is', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  expect(storeErrorOf('/x/plan.json', 'written', full).message).toBe(
    'The disk is full: /x/plan.json cannot be written (ENOSPC). Free some space there and run again.',
  );
});
