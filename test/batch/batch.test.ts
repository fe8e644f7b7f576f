// Batches: every seed on record, failures kept whole, a lost thread told with its seed.

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleModule } from '../../src/batch/bundle-module.ts';
import { declaredConditions } from '../../src/batch/declared-conditions.ts';
import { createSimulatorPool } from '../../src/batch/pool.ts';
import { summarizeBatch } from '../../src/batch/tally.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { repositoryPath } from '../../src/cli/repository.ts';
import { parseSeedRange, seedAt } from '../../src/plan/seed-range.ts';
import { readBatch } from '../../src/store/batch.ts';
import { ordeal } from '../cli/ordeal.ts';
import { runTiny, tinyBudget, tinyPlan } from './tiny-simulated-plan.ts';

// Whole processes, on a machine that may be busy.

let results = '';
beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), 'ordeal-batch-'));
});
afterAll(() => rm(results, { recursive: true, force: true }));

const fast = ['--nodes', '3', '--time', '2', '--rate', '100', '--concurrency', '6', '--fault-interval', '2'];
const run = (...flags: readonly string[]) =>
  ordeal(['run', 'register', ...fast, ...flags], { ORDEAL_RESULTS: results });

async function directoryOf(name: string): Promise<string> {
  const times = (await readdir(join(results, name))).filter((time) => time !== 'latest').sort();
  return join(results, name, times[0] ?? '');
}

describe('seed ranges', () => {
  test('are a number of seeds from a first one, or from one to another', () => {
    expect(parseSeedRange('10', 5)).toEqual({ first: 5, count: 10 });
    expect(parseSeedRange('100-199', null)).toEqual({ first: 100, count: 100 });
    expect(seedAt({ first: 2 ** 32 - 1, count: 2 }, 1)).toBe(0);
  });
  test.each(['', '0', '9-3', 'many', '1-', '5000000000-5000000001'])('refuse "%s"', (text) => {
    expect(() => parseSeedRange(text, 1)).toThrow('--seeds');
  });
});

describe('threads', () => {
  test('repeat the trace of this thread; a job that cannot run is lost alone', async () => {
    const pool = createSimulatorPool({
      simulatorUrl: await bundleModule(
        repositoryPath('src/cli/simulate.ts'),
        'simulator',
        repositoryPath('.build'),
      ),
      jobTimeoutMs: 60_000,
      threads: 1,
    });
    const { path } = await buildVersion('current', 'node');
    const job = {
      plan: tinyPlan,
      modulePath: path,
      budget: tinyBudget,
      keep: 'always',
      traceLines: 50,
    } as const;
    const [lost, done] = await Promise.all([pool.run({ ...job, modulePath: '/nowhere.mjs' }), pool.run(job)]);
    await pool.close();
    expect(lost).toMatchObject({ kind: 'lost', reason: expect.stringContaining('/nowhere.mjs') as string });
    const here = await runTiny();
    expect(done.kind === 'done' && done.result.traceHash).toBe(here.traceHash);
    const kept = done.kind === 'done' ? done.result.kept : null;
    expect(kept?.history).toEqual(here.history);
    expect(kept?.trace).toMatchObject({ traceHash: here.traceHash, droppedLines: here.events - 50 });
  });
});

describe('ordeal run --seeds', () => {
  test('writes a line for each seed and adds them up', async () => {
    const { stdout, stderr, exitCode } = await run('--seeds', '1-4', '--collect', '--name', 'four', '--json');
    const document = JSON.parse(stdout) as { batches: readonly { finished: number; exitCode: number }[] };
    expect(document.batches[0]).toMatchObject({ finished: 4, exitCode });
    const saved = await readBatch(await directoryOf('four'));
    expect(saved?.records.map(({ seed }) => seed).sort()).toEqual([1, 2, 3, 4]);
    expect(stderr).toMatch(/^page {2}.*four.*report\.html$/m);
    const page = join(await directoryOf('four'), 'report.html');
    expect(await readFile(page, 'utf8')).toContain('Batch of seeds four /');
    await rm(page);
    expect((await ordeal(['report', await directoryOf('four')], { ORDEAL_RESULTS: results })).exitCode).toBe(
      0,
    );
    expect(await readFile(page, 'utf8')).toContain('4 of 4');
    if (saved === null) return;
    const summary = summarizeBatch(saved);
    expect(Object.keys(summary.conditions)).toEqual(
      expect.arrayContaining(['leader-changed', 'torn-tail-cut']),
    );
    expect(summary.conditions['leader-changed']).toBeGreaterThan(0);
    expect(summary.neverReached).not.toContain('leader-changed');
  });

  test('killed with SIGKILL, it leaves the seeds that finished readable', async () => {
    const child = spawn(
      process.execPath,
      [repositoryPath('bin/ordeal.mjs'), 'run', 'register', ...fast, '--seeds', '1-1000', '--name', 'killed'],
      { env: { ...process.env, ORDEAL_RESULTS: results }, stdio: 'ignore' },
    );
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const lines = async (): Promise<number> => {
      const path = await directoryOf('killed').catch(() => '');
      const text = await readFile(join(path, 'seeds.jsonl'), 'utf8').catch(() => '');
      return text.split('\n').length - 1;
    };
    await expect.poll(lines, { interval: 100 }).toBeGreaterThanOrEqual(2);
    child.kill('SIGKILL');
    await gone;
    const saved = await readBatch(await directoryOf('killed'));
    expect(saved?.records.length).toBeGreaterThanOrEqual(2);
    const { stdout } = await ordeal(['check', await directoryOf('killed')], { ORDEAL_RESULTS: results });
    expect(stdout).toContain('of 1,000 finished');
    expect((await ordeal(['ls'], { ORDEAL_RESULTS: results })).stdout).toContain('seeds of register');
  });
});

test('the conditions of a build are read off its code', async () => {
  const { path } = await buildVersion('current', 'node');
  expect(await declaredConditions(path)).toContain('leader-changed');
});
