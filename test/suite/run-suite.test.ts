// The order, retries, budget and resumption of a suite, with jobs that end as they are told to.

import { describe, expect, test } from 'vitest';
import type { SuiteJob } from '../../src/plan/suite/suite-jobs.ts';
import type { JobRecord } from '../../src/store/suite.ts';
import { runSuite } from '../../src/suite/run-suite.ts';
import { savedSuite } from './saved-suite.ts';

type Outcome = JobRecord['outcome'];

const { suite, records } = savedSuite(['valid', 'valid', 'valid', 'valid']);
const jobs = suite.jobs;
const [pattern] = records as readonly [JobRecord];
const usual = {
  retries: 0,
  threads: 2,
  isOver: () => false,
  signal: new AbortController().signal,
  earlier: [],
};

/** Runs the jobs; each attempt ends as `outcomeOf` says. */
async function run(
  outcomeOf: (job: SuiteJob, attempt: number) => Outcome,
  changes: Partial<Parameters<typeof runSuite>[0]> = {},
) {
  const journal: JobRecord[] = [];
  const perform = (job: SuiteJob, attempt: number): Promise<JobRecord> =>
    Promise.resolve({ ...pattern, job: job.id, attempt, outcome: outcomeOf(job, attempt) });
  const end = await runSuite({
    ...usual,
    jobs,
    perform,
    journal: (record) => void journal.push(record),
    ...changes,
  });
  return { end, attempts: journal.map(({ job, attempt, outcome }) => [job.at(-1), attempt, outcome]) };
}

describe('a suite', () => {
  test('runs each job once', async () => {
    const { end, attempts } = await run(() => 'valid');
    expect(end).toBe('complete');
    expect(new Set(attempts.map(([seed]) => seed))).toEqual(new Set(['0', '1', '2', '3']));
    expect(attempts).toHaveLength(4);
  });

  test('tries again what says nothing, and never a violation', async () => {
    const ends: Readonly<Record<string, readonly Outcome[]>> = {
      '0': ['violation'],
      '1': ['invalid-run', 'valid'],
      '2': ['lost', 'invalid-run', 'lost'],
      '3': ['threshold-missed'],
    };
    const { attempts } = await run((job, attempt) => ends[job.id.at(-1) ?? '']?.[attempt - 1] ?? 'crash', {
      retries: 2,
      threads: 1,
    });
    expect(attempts).toEqual([
      ['0', 1, 'violation'],
      ['1', 1, 'invalid-run'],
      ['1', 2, 'valid'],
      ['2', 1, 'lost'],
      ['2', 2, 'invalid-run'],
      ['2', 3, 'lost'],
      ['3', 1, 'threshold-missed'],
    ]);
  });

  test('goes on where it was: an interrupted attempt is made again and uses up no retry', async () => {
    const earlier: readonly JobRecord[] = [
      { ...pattern, job: jobs[0]?.id ?? '', outcome: 'valid', attempt: 1 },
      { ...pattern, job: jobs[1]?.id ?? '', outcome: 'interrupted', attempt: 1 },
      { ...pattern, job: jobs[2]?.id ?? '', outcome: 'invalid-run', attempt: 1 },
      { ...pattern, job: jobs[3]?.id ?? '', outcome: 'violation', attempt: 1 },
    ];
    const { attempts } = await run((job) => (job.id.endsWith('1') ? 'invalid-run' : 'valid'), {
      earlier,
      retries: 1,
      threads: 1,
    });
    expect(attempts).toEqual([
      ['1', 2, 'invalid-run'],
      ['1', 3, 'invalid-run'],
      ['2', 2, 'valid'],
    ]);
  });

  test('begins nothing once its time is used up', async () => {
    let begun = 0;
    const { end, attempts } = await run(() => 'valid', { isOver: () => (begun += 1) > 2, threads: 1 });
    expect(end).toBe('budget');
    expect(attempts).toHaveLength(2);
  });

  test('lets a real job have the machine to itself, in its place', async () => {
    let running = 0;
    let most = 0;
    const seen: [string, number][] = [];
    const mixed = jobs.map((job, index) => ({
      ...job,
      plan: { ...job.plan, world: index === 1 ? ('docker' as const) : ('sim' as const) },
    }));
    await runSuite({
      ...usual,
      jobs: mixed,
      journal: () => undefined,
      perform: async (job, attempt) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push([job.plan.world, running]);
        running -= 1;
        return { ...pattern, job: job.id, attempt, outcome: 'valid' };
      },
    });
    expect(seen.map(([world]) => world)).toEqual(['sim', 'docker', 'sim', 'sim']);
    expect(seen[1]?.[1]).toBe(1);
    expect(most).toBe(2);
  });

  test('ends with what a job throws, and begins no other', async () => {
    let begun = 0;
    const failing = run(() => {
      begun += 1;
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(begun).toBeLessThan(jobs.length);
  });

  test('stops when interrupted', async () => {
    const controller = new AbortController();
    const { end, attempts } = await run(
      () => {
        controller.abort();
        return 'interrupted';
      },
      { signal: controller.signal, threads: 1 },
    );
    expect([end, attempts.length]).toEqual(['interrupted', 1]);
  });
});
