// What a comparison may be trusted with: suites of one build raise no alarm, whether they share their seeds or not, and builds that
// are slower by construction are found. ORDEAL_CASES is how many comparisons of each kind are made of real simulated runs; 200 take
// some minutes for the pool they are drawn from.

import { beforeAll, describe, expect, test, vi } from 'vitest';
import { measureMetric } from '../../src/compare/compare-metric.ts';
import { type CompareOptions, compareSides } from '../../src/compare/compare-sides.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { metrics } from '../../src/compare/metrics.ts';
import type { ComparedRun, Side } from '../../src/compare/sample.ts';
import { createRandomSource, type RandomSource } from '../../src/random/source.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';
import { runsOf } from './runs.ts';
import { type Build, type Pool, runPool, suiteOf } from './simulated-suites.ts';

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 3_600_000 });

const everything: CompareOptions = { only: null, margins: new Map() };
const cases = Number(process.env['ORDEAL_CASES'] ?? 20);
const isLong = cases >= 200;

const findsChange = ({ verdict, metrics: found }: Comparison): boolean =>
  verdict === 'regression' || verdict === 'violations' || found.some(({ status }) => status === 'better');
const numbers = (count: number, from = 1): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at);

/** Comparisons that find a change between what is the same. */
function alarms(count: number, draw: () => readonly [Side, Side]): readonly string[] {
  return numbers(count)
    .map(() => compareSides(...draw(), everything))
    .filter(findsChange)
    .map(({ sentence }) => sentence);
}

describe('of made-up runs, whose seeds differ by a factor of 2.7 and their runs by 6 %', () => {
  /** Six combinations under the same seeds: what a seed draws is the same in all. */
  const suite = (seeds: readonly number[], luck: string, names = seeds): Side => ({
    ...{ label: luck, version: luck },
    groups: numbers(6).map((cell) => ({
      name: `cell ${cell}`,
      plan: tinyPlan,
      runs: seeds.flatMap((seed, at) =>
        runsOf(seed, 1, { seedOfLuck: luck, latencyMs: 5 + cell / 1e6 }).map((run) => ({
          ...run,
          seed: names[at] ?? seed,
        })),
      ),
    })),
  });
  test.each([4, 8])('suites of %d seeds each that share none raise at most one alarm in twenty', (seeds) => {
    let next = 1;
    const draw = () =>
      [suite(numbers(seeds, next), 'one'), suite(numbers(seeds, (next += 1000)), 'one')] as const;
    const found = alarms(200, draw);
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(10);
  });
  test('shared seeds that draw other machines on each side raise at most 5 % alarms', () => {
    let next = 1;
    const found = alarms(200, () => {
      const seeds = numbers(12, (next += 1000));
      return [suite(seeds, 'one'), suite(seeds, 'other')];
    });
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(10);
  });
  test('p-values below 5 % are no more than 5 % of all, where the runs of a seed are alike', () => {
    const [throughput] = metrics;
    if (throughput === undefined) throw new Error('there are no metrics');
    const sharp = { ...throughput, margin: 1e-9 };
    const runsIn = ({ groups }: Side): readonly ComparedRun[] =>
      groups.flatMap(({ name, runs }) => runs.map((run) => ({ ...run, cell: name })));
    const small = numbers(400).filter((at) => {
      const [first, second] = [suite(numbers(4, at * 1000), 'one'), suite(numbers(4, at * 1000 + 4), 'one')];
      const measured = measureMetric(sharp, runsIn(first), runsIn(second));
      expect(measured?.found).toMatchObject({ observation: 'seed', firstSeeds: 4, firstRuns: 24 });
      return 2 * Math.min(measured?.worse ?? 1, measured?.better ?? 1) <= 0.05;
    });
    // 20 are expected, and 34 in one of a thousand times.
    expect(small.length).toBeLessThanOrEqual(34);
    expect(small.length).toBeGreaterThan(0);
  });
});

describe('of simulated runs, 24 over four seeds each', () => {
  const [most, few] = isLong ? [60, 24] : [8, 4];
  const pools = new Map<Build, Pool>();
  const poolOf = (build: Build): Pool => pools.get(build) ?? new Map();
  let random: RandomSource;
  beforeAll(async () => {
    random = createRandomSource(1);
    pools.set('current', await runPool('current', numbers(most)));
    for (const build of ['other-luck', 'slower-statements', 'slower-failover'] as const)
      pools.set(build, await runPool(build, numbers(few)));
  });
  const drawn = (from: number, count: number): readonly number[] =>
    random.shuffle(numbers(from)).slice(0, count);

  test.each(isLong ? [4, 12] : [4])('suites of %d other seeds raise at most one alarm in twenty', (count) => {
    const found = alarms(cases, () => {
      const seeds = drawn(most, 2 * count);
      return [
        suiteOf(poolOf('current'), seeds.slice(0, count)),
        suiteOf(poolOf('current'), seeds.slice(count)),
      ];
    });
    console.info(`${count} other seeds: ${found.length} alarms in ${cases}`);
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(cases / 20);
  });
  test('suites of too few seeds say how many would tell', () => {
    const sides = [numbers(4), numbers(4, 5)].map((seeds) => suiteOf(poolOf('current'), seeds));
    const { verdict, notes } = compareSides(sides[0] as Side, sides[1] as Side, everything);
    expect(verdict).toBe('too-small');
    expect(notes.join(' ')).toMatch(/need at least 8 seeds per side, there are 4\./);
  });
  test('suites of the same seeds and of a build that differs in luck raise at most 5 % alarms', () => {
    const found = alarms(cases, () => {
      const seeds = drawn(few, 4);
      return [suiteOf(poolOf('current'), seeds), suiteOf(poolOf('other-luck'), seeds)];
    });
    console.info(`same seeds, other luck: ${found.length} alarms in ${cases}`);
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(cases / 20);
  });
  test('suites of the same seeds, for which another simulator draws other machines, raise at most 5 % alarms', () => {
    const found = alarms(cases, () => {
      const seeds = drawn(most, isLong ? 24 : 8);
      const half = seeds.length / 2;
      const names = numbers(half);
      return [
        suiteOf(poolOf('current'), seeds.slice(0, half), names),
        suiteOf(poolOf('current'), seeds.slice(half), names),
      ];
    });
    console.info(`same seeds, other machines: ${found.length} alarms in ${cases}`);
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(cases / 20);
  });
  test.each([
    ['slower-statements', 'latency-p50'],
    ['slower-failover', 'failover'],
  ] as const)('%s is found by its %s in suites of the same seeds', (build, metric) => {
    const tries = isLong ? cases : 1;
    let told = 0;
    const missed = numbers(tries).filter(() => {
      const seeds = drawn(few, 4);
      const comparison = compareSides(
        suiteOf(poolOf('current'), seeds),
        suiteOf(poolOf(build), seeds),
        everything,
      );
      const isTold = comparison.metrics.some(
        ({ status, metric: name }) => status === 'worse' && name.startsWith(metric),
      );
      told += isTold ? 1 : 0;
      return comparison.verdict !== 'regression';
    });
    console.info(
      `${build}: found ${tries - missed.length} of ${tries} times, ${told} times by its ${metric}`,
    );
    expect(missed.length).toBeLessThanOrEqual(tries / 10);
    expect(told).toBeGreaterThanOrEqual(tries / 2);
  });
});
