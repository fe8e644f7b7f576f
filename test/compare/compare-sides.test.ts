// Comparisons of made-up runs whose differences are known: each verdict where it must come, and where it must not.

import { describe, expect, test } from 'vitest';
import { compareSides } from '../../src/compare/compare-sides.ts';
import { comparisonSchema, publishedComparisonSchema } from '../../src/compare/comparison.ts';
import { gateExitCode } from '../../src/compare/gate.ts';
import type { ComparedRun } from '../../src/compare/sample.ts';
import { planDifferences } from '../../src/compare/sample.ts';
import { trendOf } from '../../src/compare/trend.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';
import { formattedSchema } from '../store/formatted-schema.ts';
import { runsOf, sideOf } from './runs.ts';

const all = { only: null, margins: new Map<string, number>() };
const compare = (
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
  options: Parameters<typeof compareSides>[2] = all,
) => compareSides(sideOf('v1', first), sideOf('v2', second), options);
const statusOf = (comparison: ReturnType<typeof compare>, name: string): string | undefined =>
  comparison.metrics.find(({ metric }) => metric === name)?.status;
const worse = (comparison: ReturnType<typeof compare>): readonly string[] =>
  comparison.metrics.filter(({ status }) => status === 'worse').map(({ metric }) => metric);

describe('the same build', () => {
  test('with the same seeds is the same in everything', () => {
    const runs = runsOf(1, 30);
    const comparison = compare(runs, runs);
    expect(comparison.verdict).toBe('no-regression');
    expect(comparison.metrics.every(({ status, paired }) => status === 'same' && paired)).toBe(true);
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  });
  test('with other seeds gives hardly an alarm in 40 repetitions', () => {
    const alarms = Array.from({ length: 40 }, (_, at) =>
      compare(runsOf(at * 60, 30), runsOf(at * 60 + 30, 30)),
    ).filter(({ verdict }) => verdict !== 'no-regression');
    expect(alarms.length).toBeLessThanOrEqual(1);
  });
});

describe('a slower build', () => {
  test('is told by pairs of seeds, and nothing else is', () => {
    const comparison = compare(runsOf(1, 30), runsOf(1, 30, { latencyMs: 6.5 }));
    expect(comparison.verdict).toBe('regression');
    expect(worse(comparison)).toEqual(['latency-p50', 'latency-p90', 'latency-p99', 'latency-p999']);
    expect(comparison.sentence).toMatch(/v2 is worse than v1: latency p50 is (29|30|31)\.\d % higher/);
    const p50 = comparison.metrics.find(({ metric }) => metric === 'latency-p50');
    expect(p50?.change.low).toBeGreaterThan(1.25);
    expect(p50?.change.high).toBeLessThan(1.35);
    expect(p50?.delta).toBe(1);
  });
  test('of other seeds is unclear where luck is larger, with the number of seeds that would do', () => {
    const comparison = compare(runsOf(1, 30), runsOf(101, 30, { latencyMs: 6.5 }));
    const p50 = comparison.metrics.find(({ metric }) => metric === 'latency-p50');
    expect(p50).toMatchObject({ status: 'unclear', paired: false });
    expect(p50?.enoughSeeds).toBeGreaterThan(30);
    expect(comparison.verdict).toBe('no-regression');
  });
  test('by less than the margin is none', () => {
    const comparison = compare(runsOf(1, 200), runsOf(1, 200, { latencyMs: 5 * 1.005 }));
    expect(statusOf(comparison, 'latency-p50')).toBe('same');
    const strict = { ...all, margins: new Map([['latency-p50', 0.1]]) };
    expect(
      statusOf(compare(runsOf(1, 200), runsOf(1, 200, { latencyMs: 5 * 1.02 }), strict), 'latency-p50'),
    ).toBe('worse');
  });
  test('the other way round is better', () => {
    const comparison = compare(runsOf(1, 30, { latencyMs: 6.5 }), runsOf(1, 30));
    expect(statusOf(comparison, 'latency-p50')).toBe('better');
    expect(comparison.sentence).toContain('v2 is better than v1');
  });
});

test('a failover twice as long is told first, with the outages that come of it', () => {
  const comparison = compare(runsOf(1, 30), runsOf(1, 30, { failoverMs: 3000 }));
  expect(worse(comparison)).toEqual(['failover', 'longest-outage']);
  expect(comparison.sentence).toContain('failover is 2.0 times as high');
});

test('less throughput is worse, more is better', () => {
  expect(worse(compare(runsOf(1, 30), runsOf(1, 30, { throughput: 80 })))).toEqual(['throughput']);
  expect(statusOf(compare(runsOf(1, 30), runsOf(1, 30, { throughput: 130 })), 'throughput')).toBe('better');
});

describe('violations', () => {
  const failing = (every: number) => ({ failing: { name: 'list-append: G1c', every } });
  test('never seen before are new, were it one', () => {
    const comparison = compare(runsOf(1, 30), runsOf(1, 30, failing(30)));
    expect(comparison.verdict).toBe('violations');
    expect(comparison.classes).toMatchObject([
      {
        class: 'list-append: G1c',
        status: 'new',
        isViolation: true,
        seeds: [1],
        second: { count: 1, runs: 30 },
      },
    ]);
    expect(comparison.sentence).toContain('list-append: G1c is new (1 of 30 runs, was 0 of 30)');
  });
  test('no longer seen are gone', () => {
    const comparison = compare(runsOf(1, 30, failing(2)), runsOf(1, 30));
    expect(comparison).toMatchObject({ verdict: 'no-regression', classes: [{ status: 'gone' }] });
  });
  test('as common as before persist, much more common ones are a regression', () => {
    const often = (every: number) => compare(runsOf(1, 30, failing(10)), runsOf(1, 30, failing(every)));
    expect(often(8)).toMatchObject({ verdict: 'no-regression', classes: [{ status: 'persisting' }] });
    expect(often(1)).toMatchObject({ verdict: 'violations', classes: [{ status: 'more-often' }] });
  });
  test('of a checker that found others before are no regression while they are rare', () => {
    const broken = (name: string, every: number) => ({ failing: { name: `list-append: ${name}`, every } });
    const first = runsOf(1, 30, broken('G1c', 2));
    const rare = compare(first, [...runsOf(101, 29, broken('G1c', 2)), ...runsOf(130, 1, broken('G0', 1))]);
    expect(rare.verdict).toBe('no-regression');
    expect(rare.classes.map(({ class: name, status }) => [name, status])).toEqual([
      ['list-append: G0', 'unclear'],
      ['list-append: G1c', 'persisting'],
    ]);
    expect(compare(first, runsOf(101, 30, broken('G0', 2))).verdict).toBe('violations');
    const other = runsOf(101, 30, { failing: { name: 'durability', every: 30 } });
    const found = compare(first, other);
    expect(found.verdict).toBe('violations');
    expect(found.notes.join(' ')).toContain('v1 did not run the seeds that show it; none in 30 runs');
  });
  test('of one seed run many times are one', () => {
    const many = Array.from({ length: 20 }, () => runsOf(1, 1, failing(1))).flat();
    const none = Array.from({ length: 20 }, () => runsOf(2, 1, failing(1))).flat();
    const before = [
      ...none.slice(1).map((run) => ({ ...run, outcome: 'valid' as const, classes: [] })),
      ...none.slice(0, 1),
    ];
    expect(compare(before, many).classes).toMatchObject([{ status: 'persisting' }]);
  });
  test('are not what an unknown outcome is', () => {
    const unknown = runsOf(1, 30).map((run) => ({ ...run, outcome: 'unknown' as const }));
    expect(compare(runsOf(1, 30), unknown)).toMatchObject({
      verdict: 'no-regression',
      classes: [{ class: 'unknown', status: 'new', isViolation: false }],
    });
  });
});

describe('too few runs', () => {
  test('say so, and how many would do', () => {
    const comparison = compare(runsOf(1, 4), runsOf(1, 4, { latencyMs: 50 }));
    expect(comparison.verdict).toBe('too-small');
    expect(comparison.notes.join(' ')).toContain('need at least 12 seeds per side, there are 4');
    expect(compare(runsOf(1, 12), runsOf(1, 12, { latencyMs: 50 })).verdict).toBe('regression');
  });
  test('that do not count are left out of the metrics, and told', () => {
    const idle = runsOf(1, 10, { throughput: 1 }).map((run) => ({ ...run, outcome: 'invalid-run' as const }));
    const comparison = compare(runsOf(1, 30), [...idle, ...runsOf(11, 20)]);
    expect(worse(comparison)).toEqual([]);
    expect(comparison.second).toMatchObject({ runs: 30, usable: 20 });
    expect(comparison.notes[0]).toContain('10 of 30 runs of v2 do not count');
    expect(comparison.metrics[0]).toMatchObject({ firstRuns: 20, secondRuns: 20, paired: true });
  });
  test('without figures are told', () => {
    const old = runsOf(1, 30).map((run) => ({ ...run, figures: null }));
    const comparison = compare(old, runsOf(1, 30));
    expect(comparison).toMatchObject({ verdict: 'too-small', metrics: [], first: { withoutFigures: 30 } });
    expect(comparison.notes[0]).toContain('30 of 30 runs of v1 have no figures');
  });
});

test('groups are compared with their like, and one without says so', () => {
  const [first, second] = [sideOf('v1', runsOf(1, 30)), sideOf('v2', runsOf(1, 30, { throughput: 80 }))];
  const extra = sideOf('v2', runsOf(1, 5), 'queue').groups;
  const both = compareSides(
    { ...first, groups: [...first.groups, ...sideOf('v1', runsOf(1, 30), 'set').groups] },
    { ...second, groups: [...extra, ...second.groups] },
    all,
  );
  expect(both.metrics.every(({ group }) => group === 'register')).toBe(true);
  expect(both.notes).toEqual(['set was run in v1 only.', 'queue was run in v2 only.']);
});

test('ten thousand runs a side are compared, by one plan and by a hundred', () => {
  const many = (label: string, first: number, shape = {}) => {
    const runs = runsOf(first, 10_000, shape);
    const groups = Array.from({ length: 100 }, (_, cell) => ({
      ...{ name: `cell ${cell}`, plan: tinyPlan },
      runs: runs.slice(0, 100),
    }));
    return { one: sideOf(label, runs), hundred: { ...sideOf(label, []), groups } };
  };
  const [before, same, slower] = [many('v1', 1), many('v2', 20_000), many('v3', 1, { latencyMs: 6.5 })];
  expect(compareSides(before.one, same.one, all)).toMatchObject({ verdict: 'no-regression' });
  expect(compareSides(before.one, slower.one, all)).toMatchObject({ verdict: 'regression' });
  expect(compareSides(before.hundred, slower.hundred, all).metrics[0]).toMatchObject({
    group: 'all together',
    ...{ firstRuns: 10_000, firstSeeds: 100, observation: 'pair' },
  });
});

test('plans differ in what decides a run, not in seed, name and version', () => {
  expect(planDifferences(tinyPlan, { ...tinyPlan, seed: 9, name: 'other', version: 'HEAD' })).toEqual([]);
  expect(planDifferences(tinyPlan, { ...tinyPlan, nodes: 5, knobs: 'default' })).toEqual([
    'nodes 3 and 5',
    'knobs nothing and default',
  ]);
});

test('a trend has a point for each version, with its interval', () => {
  const versions = [5, 6, 9].map((latencyMs, at) => sideOf(`v${at}`, runsOf(1, 30, { latencyMs })));
  const { metrics, failures } = trendOf(versions);
  const p50 = metrics.find(({ metric }) => metric === 'latency-p50');
  expect(p50?.points.map(({ label }) => label)).toEqual(['v0', 'v1', 'v2']);
  const [first, , last] = p50?.points ?? [];
  expect(last?.median).toBeGreaterThan(first?.median ?? 0);
  expect(first?.low).toBeLessThan(first?.median ?? 0);
  expect(failures[0]?.points[0]?.share).toMatchObject({ count: 0, runs: 30, low: 0 });
});

test('a trend counts a seed once, however often it was run', () => {
  const runs = runsOf(1, 8, { failing: { name: 'linearizable', every: 4 } });
  const [once, often] = [runs, [...runs, ...runs, ...runs]].map((all) => trendOf([sideOf('v1', all)]));
  expect(often).toEqual(once);
  expect(often?.failures[0]?.points[0]?.share).toMatchObject({ count: 2, runs: 8 });
});

test('docs/comparison.schema.json is current', async () => {
  const schema = formattedSchema(publishedComparisonSchema());
  await expect(schema).toMatchFileSnapshot('../../docs/comparison.schema.json');
});

test('a gate lets no regression pass, nor a sample that could not have shown one', () => {
  const verdicts = ['violations', 'regression', 'too-small', 'no-regression'] as const;
  expect(verdicts.map((verdict) => gateExitCode({ verdict }))).toEqual([1, 4, 2, 0]);
});
