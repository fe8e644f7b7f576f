// Suites as sides of a comparison: one group for each combination, all of them together, and what is left out.

import { describe, expect, test } from 'vitest';
import { compareSides } from '../../src/compare/compare-sides.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { Side } from '../../src/compare/sample.ts';
import { groupsOfSuite } from '../../src/compare/side-of-suite.ts';
import type { SavedSuite } from '../../src/store/suite.ts';
import { recordOf, savedSuite } from '../suite/saved-suite.ts';
import { runsOf, type Shape, sideOf } from './runs.ts';

const all = { only: null, margins: new Map<string, number>() };
const statusIn = (comparison: Comparison, group: string, name: string): string | undefined =>
  comparison.metrics.find((one) => one.group === group && one.metric === name)?.status;

describe('the groups of a suite', () => {
  const saved = savedSuite(['valid', 'violation', 'valid'], ['violation']);
  const [, ...jobs] = saved.suite.jobs;
  const withJobs = (changed: SavedSuite['suite']['jobs']): Pick<SavedSuite, 'suite' | 'records'> => ({
    suite: { ...saved.suite, jobs: changed },
    records: saved.records,
  });

  test('are its combinations without the canaries', () => {
    const { groups, notRun } = groupsOfSuite(saved);
    expect(notRun).toBe(0);
    expect(groups).toMatchObject([
      {
        name: 'register × partition,kill × sim',
        runs: [
          { seed: 0, classes: [] },
          { seed: 1, classes: ['linearizable'] },
          { seed: 2, outcome: 'valid' },
        ],
      },
    ]);
  });
  test('have the build in their names where the suite has several', () => {
    const versions = jobs.map((job, at) => ({
      ...job,
      plan: { ...job.plan, version: at === 0 ? 'v1' : 'current' },
    }));
    expect(groupsOfSuite(withJobs(versions)).groups.map(({ name }) => name)).toEqual([
      'register × partition,kill × sim × v1',
      'register × partition,kill × sim × current',
    ]);
  });
  test('are kept apart by their plans, and what was not run is counted', () => {
    const longer = jobs.map((job, at) => ({
      ...job,
      plan: { ...job.plan, timeSeconds: at === 0 ? 60 : 4 },
    }));
    const found = groupsOfSuite({ ...withJobs(longer), records: saved.records.slice(0, -1) });
    expect(found.groups.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['register × partition,kill × sim', 1],
      ['register × partition,kill × sim, plan 2', 1],
    ]);
    expect(found.notRun).toBe(1);
  });
  test('are one where each seed draws its own of many packages', () => {
    const drawn = jobs.map((job, at) => ({
      ...job,
      nemesis: 'all',
      plan: { ...job.plan, nemesis: [at === 0 ? 'kill' : 'pause'] },
    }));
    const { groups } = groupsOfSuite(withJobs(drawn));
    expect(groups.map(({ name, plan, runs }) => [name, plan.nemesis, runs.length])).toEqual([
      ['register × all × sim', ['all'], jobs.length],
    ]);
  });
  test('take the last attempt of a run', () => {
    const again = recordOf(jobs[1] ?? { id: '' }, 'valid', { attempt: 2 });
    const { groups } = groupsOfSuite({ suite: saved.suite, records: [...saved.records, again] });
    expect(groups[0]?.runs[1]).toMatchObject({ seed: 1, outcome: 'valid' });
  });
});

describe('several plans', () => {
  /** A side with one group for each shape. */
  const side = (label: string, first: number, count: number, shapes: readonly Shape[]): Side => ({
    ...sideOf(label, []),
    groups: shapes.flatMap(
      (shape, at) => sideOf(label, runsOf(first + 1000 * at, count, shape), `cell ${at}`).groups,
    ),
  });

  test('with few runs each are told together, pair by pair', () => {
    const before = side(
      'v1',
      1,
      4,
      Array.from({ length: 5 }, () => ({})),
    );
    const after = side(
      'v2',
      1,
      4,
      Array.from({ length: 5 }, () => ({ latencyMs: 6.5 })),
    );
    const comparison = compareSides(before, after, all);
    expect(comparison.verdict).toBe('regression');
    expect([...new Set(comparison.metrics.map(({ group }) => group))]).toEqual(['all together']);
    expect(comparison.metrics[1]).toMatchObject({ metric: 'latency-p50', status: 'worse', firstRuns: 20 });
    expect(comparison.notes.join(' ')).toContain('cell 0; cell 1; cell 2 and 2 more: too few seeds');
    expect(compareSides(before, before, all).verdict).toBe('no-regression');
  });
  test('of other seeds are compared with their own like: what plans differ by is no noise', () => {
    const shapes = (factor: number) => [100, 1000, 10_000].map((one) => ({ throughput: one * factor }));
    const comparison = compareSides(side('v1', 1, 12, shapes(1)), side('v2', 501, 12, shapes(0.8)), all);
    expect(statusIn(comparison, 'all together', 'throughput')).toBe('worse');
    const found = comparison.metrics.find(({ metric }) => metric === 'throughput');
    expect(found).toMatchObject({ paired: false });
    expect(found?.change.estimate).toBeGreaterThan(0.75);
    expect(found?.change.estimate).toBeLessThan(0.85);
    const same = compareSides(side('v1', 1, 12, shapes(1)), side('v2', 501, 12, shapes(1)), all);
    expect(same.verdict).toBe('no-regression');
  });
  test('with runs enough are told one by one as well', () => {
    const before = side('v1', 1, 30, [{}, {}]);
    const comparison = compareSides(before, side('v2', 1, 30, [{}, { failoverMs: 3000 }]), all);
    expect(statusIn(comparison, 'cell 0', 'failover')).toBe('same');
    expect(statusIn(comparison, 'cell 1', 'failover')).toBe('worse');
    expect(comparison.sentence).toContain('failover (cell 1) is 2.0 times as high');
  });
  test('name the one in which a violation is new', () => {
    const failing = { failing: { name: 'list-append: G1c', every: 4 } };
    const comparison = compareSides(
      side('v1', 1, 4, [{}, failing]),
      side('v2', 1, 4, [failing, failing]),
      all,
    );
    expect(comparison.classes.map(({ group, status }) => [group, status])).toEqual([
      ['cell 0', 'new'],
      ['cell 1', 'persisting'],
    ]);
    expect(comparison.sentence).toContain('list-append: G1c (cell 0) is new (1 of 4 runs, was 0 of 4)');
    const everywhere = compareSides(side('v1', 1, 4, [{}, {}]), side('v2', 1, 4, [failing, failing]), all);
    expect(everywhere.sentence).toContain('list-append: G1c in 2 plans, as in cell 0, is new (1 of 4 runs');
  });
  test('slower in all are told once', () => {
    const slower = { latencyMs: 6.5 };
    const comparison = compareSides(side('v1', 1, 30, [{}, {}]), side('v2', 1, 30, [slower, slower]), all);
    expect(comparison.sentence).toMatch(
      /^v2 is worse than v1: latency p50 is 3\d\.\d % higher; latency p90 is 3\d\.\d % higher; latency p99/,
    );
  });
});
