// `ordeal compare` and `ordeal bisect` as commands: what they print, end with, and answer to wrong input.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareOptions, versionRange } from '../../src/cli/compare/options.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { appendSeed, saveBatch } from '../../src/store/batch.ts';
import { createRun } from '../../src/store/create-run.ts';
import { appendJob, createSuite } from '../../src/store/suite.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';
import { runsOf, type Shape } from '../compare/runs.ts';
import { recordOf, savedSuite } from '../suite/saved-suite.ts';
import { ordeal } from './ordeal.ts';

// Whole processes, on a machine that may be busy.

let results = '';
const run = (...args: readonly string[]) => ordeal(args, { ORDEAL_RESULTS: results });

/** A batch of made-up runs, saved as real ones are. */
async function saveRuns(
  name: string,
  shape: Shape,
  nodes: 3 | 5 = 3,
  count = 30,
  outcome?: 'invalid-run',
): Promise<void> {
  const plan = { ...tinyPlan, name, nodes };
  const { directory } = await createRun(results, plan, new Date());
  const seeds = { first: 1, count };
  const versions = { anvil: name };
  await saveBatch(directory, {
    format: 1,
    seeds,
    versions,
    startedAt: new Date(0).toISOString(),
    conditions: [],
  });
  for (const run of runsOf(1, count, shape)) {
    const { seed, classes, figures } = run;
    appendSeed(directory, {
      ...{
        seed,
        outcome: outcome ?? run.outcome,
        exitCode: 0,
        violations: [],
        classes,
        reason: '',
        traceHash: null,
      },
      ...{ wallMs: 1, simulatedMs: 1, events: 1, ok: 1, figures, conditions: {}, run: null },
    });
  }
}

/** A suite of a few combinations, with runs made up. */
async function saveSuiteOf(name: string, shape: Shape): Promise<void> {
  const jobs = ['kill', 'pause', 'kill,pause'].flatMap((nemesis) =>
    runsOf(1, 5, shape).map((run) => ({
      job: {
        id: `${nemesis} ${run.seed}`,
        group: 'seeds',
        nemesis,
        plan: { ...tinyPlan, nemesis: nemesis.split(','), seed: run.seed },
      },
      run,
    })),
  );
  const { suite } = savedSuite([], [], { name, jobs: jobs.map(({ job }) => job) });
  const files = await createSuite(results, suite);
  for (const { job, run } of jobs) {
    const { figures, classes } = run;
    appendJob(
      files,
      recordOf(job, run.outcome === 'violation' ? 'violation' : 'valid', { figures, classes }),
    );
  }
}

beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), 'ordeal-compare-'));
  await saveRuns('before', {});
  await saveRuns('slower', { latencyMs: 6.5 });
  await saveRuns('broken', { failing: { name: 'linearizable', every: 10 } });
  await saveRuns('larger', {}, 5);
  await saveRuns('few', {}, 3, 4);
  await saveRuns('idle', {}, 3, 12, 'invalid-run');
  await createRun(results, { ...tinyPlan, name: 'unjudged' }, new Date());
});
afterAll(() => rm(results, { recursive: true, force: true }));

describe('a gate', () => {
  test('ends with 4 for a metric, 1 for a violation, 2 for too few runs, 0 else', async () => {
    const gate = async (second: string) =>
      (await run('compare', 'before', second, '--fail-on', 'regression')).exitCode;
    expect(await Promise.all(['slower', 'broken', 'few', 'before'].map(gate))).toEqual([4, 1, 2, 0]);
  });
  test('prints JSON, writes a page, and takes metrics and margins', async () => {
    const html = join(results, 'page.html');
    const { stdout, stderr, exitCode } = await run(
      ...['compare', 'before', 'slower', '--json', '--html', html, '--fail-on', 'regression'],
      ...['--metrics', 'latency-p50,failover', '--margin', 'latency-p50=60'],
    );
    const document = JSON.parse(stdout) as Comparison & { readonly exitCode: number };
    expect(document).toMatchObject({
      exitCode: 0,
      verdict: 'no-regression',
      metrics: [{ status: 'same' }, {}],
    });
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(await readFile(html, 'utf8')).toContain('<h1>');
  });
});

test('two builds run what is missing, and nothing twice', async () => {
  const small = ['--nodes', '3', '--time', '2', '--rate', '50', '--nemesis', 'none', '--threads', '1'];
  const range = 'current..mutant:restart-forgets-tail';
  const versions = (count: string) => run('compare', '--version', range, ...small, '--seeds', count);
  const first = await versions('1');
  expect(first.stderr).toContain('1 seed from 1');
  // So short a run has too few operations to count.
  expect([first.exitCode, first.stdout]).toEqual([3, '']);
  expect(first.stderr).toContain('none of its runs counts (1 invalid-run)');
  const second = await versions('2');
  expect(second.stderr).toContain('current: 1 of 2 seeds are saved already');
  expect(second.stdout).toMatch(
    /^first {2}current, 2 runs\n {7}run \d{4}-.*Z\n {7}build current, commit [0-9a-f]{12}/,
  );
  expect(second.stdout).toMatch(/\n {7}Ordeal commit [0-9a-f]{12}/);
});

test('two suites are compared combination by combination, and all together', async () => {
  await saveSuiteOf('nightly', {});
  await saveSuiteOf('nightly-slower', { latencyMs: 6.5 });
  await saveSuiteOf('nightly-broken', { failing: { name: 'list-append: G1c', every: 5 } });
  const slower = await run('compare', 'nightly', 'nightly-slower', '--fail-on', 'regression');
  expect(slower.exitCode).toBe(4);
  expect(slower.stdout).toContain('Metrics of all together 15 pairs of one seed each, over 5 seeds');
  expect(slower.stdout).toContain('nightly-slower is worse than nightly: latency p50 is 3');
  const broken = await run('compare', 'nightly/latest', 'nightly-broken', '--fail-on', 'regression');
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toContain(
    'list-append: G1c in 3 plans, as in register × kill × sim, is new (1 of 5 runs, was 0 of 5)',
  );
});

describe('wrong input is answered in a sentence', () => {
  test.each([
    [['compare', 'before'], 64, 'Two sides are needed'],
    [['compare', 'before', 'unjudged'], 64, 'unjudged has no results to compare'],
    [['compare', 'idle', 'before'], 3, 'idle cannot be compared: none of its runs counts (12 invalid-run)'],
    [['compare', 'before', 'idle', '--fail-on', 'regression'], 3, 'idle cannot be compared'],
    [['compare', 'before', 'larger'], 64, 'ran different plans: nodes 3 and 5. Add --different-plans'],
    [
      ['compare', 'before', 'slower', '--html', '/nowhere/at/all.html'],
      64,
      '--html is "/nowhere/at/all.html"',
    ],
    [['bisect', 'HEAD..no-such-ref'], 64, '"no-such-ref" is no commit'],
  ] as const)('%j', async (args, exitCode, words) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).toContain(words);
    expect(ended.stderr).not.toContain('    at ');
  });
});

test('metrics, margins and two builds are read from flags, and refused with what they should be', () => {
  const { only, margins } = compareOptions('latency-p50,failover-kill', 'failover=30');
  expect([[...(only ?? [])], [...margins]]).toEqual([['latency-p50', 'failover-kill'], [['failover', 30]]]);
  expect(() => compareOptions('latency-p51', undefined)).toThrow('Did you mean latency-p50?');
  expect(() => compareOptions(undefined, 'failover')).toThrow('--margin has "failover"');
  expect(() => compareOptions(undefined, 'failover=0')).toThrow('a number above 0');
  expect(versionRange('../a..HEAD', '--version')).toEqual(['../a', 'HEAD']);
  expect(() => versionRange('main', 'The range')).toThrow('The range is "main", but must name two builds');
});
