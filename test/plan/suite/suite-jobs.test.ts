// Jobs of a suite: what a matrix comes to, in which order, and how it is divided.

import { expect, test } from 'vitest';
import { expectedCostSeconds, groupsOfShard, parseShard } from '../../../src/plan/suite/shard.ts';
import { jobOrder } from '../../../src/plan/suite/suite-jobs.ts';
import { groupsOf } from './suite-of.ts';

const text = `
name: nightly
defaults: { timeSeconds: 6, nodes: 3 }
jobs:
  - name: few
    matrix: { workload: register, nemesis: [none, 'kill, partition'], seeds: 100-102 }
    include: [{ workload: bank, world: auto, seeds: [7], plan: { timeSeconds: 9 } }]
  - name: many
    weight: 3
    matrix: { workload: [set, bank], version: [current, HEAD], seeds: 6 }
    exclude: [{ workload: bank, version: HEAD }]
canaries:
  - { name: broken, workload: register, version: 'mutant:x', seeds: 3 }
`;

test('a matrix is every combination with every seed, without what is excluded and with what is included', async () => {
  const [canary, few, many] = await groupsOf(text);
  expect(canary?.jobs.map(({ id }) => id)).toContain(
    'broken: register, partition,kill,pause, sim, mutant:x, seed 3',
  );
  expect(few?.jobs.map(({ id }) => id)).toEqual([
    'few: register, none, sim, current, seed 100',
    'few: register, kill,partition, sim, current, seed 100',
    'few: register, none, sim, current, seed 101',
    'few: register, kill,partition, sim, current, seed 101',
    'few: register, none, sim, current, seed 102',
    'few: register, kill,partition, sim, current, seed 102',
    'few: bank, partition,kill,pause, docker, current, seed 7',
  ]);
  expect(few?.jobs[1]?.plan).toMatchObject({
    nemesis: ['kill', 'partition'],
    timeSeconds: 6,
    faultIntervalSeconds: 2,
    nodes: 3,
    seed: 100,
    name: 'nightly-register',
  });
  expect(few?.jobs[6]?.plan).toMatchObject({ world: 'docker', timeSeconds: 9 });
  expect(many?.jobs).toHaveLength(3 * 6);
});

test('canaries come first, then the groups in proportion to their weights, each combination before further seeds', async () => {
  const order = jobOrder(await groupsOf(text));
  expect(order).toHaveLength(3 + 7 + 18);
  expect(order.slice(0, 3).every(({ group }) => group === 'broken')).toBe(true);
  const rest = order.slice(3).map(({ group }) => group);
  for (const length of [8, 12, 16, 24]) {
    const few = rest.slice(0, length).filter((group) => group === 'few').length;
    expect(Math.abs(few - length / 4), `of the first ${length}`).toBeLessThanOrEqual(1);
  }
  const seeds = order.filter(({ group }) => group === 'many').map(({ plan }) => plan.seed);
  expect(seeds).toEqual(seeds.toSorted((left, right) => left - right));
});

test.each([1, 2, 4, 40])('%d shards have no job in common and are the whole together', async (of) => {
  const groups = await groupsOf(text);
  const parts = Array.from({ length: of }, (_, index) => groupsOfShard(groups, { part: index + 1, of }));
  const ids = parts.flatMap((part) => part.flatMap(({ jobs }) => jobs.map(({ id }) => id)));
  expect(ids.toSorted()).toEqual(groups.flatMap(({ jobs }) => jobs.map(({ id }) => id)).toSorted());
  const costOf = (part: typeof groups): number =>
    part.flatMap(({ jobs }) => jobs).reduce((sum, { plan }) => sum + expectedCostSeconds(plan), 0);
  const costs = parts.map(costOf);
  // No part has more to do than the least busy one and the most expensive thing that cannot be divided.
  const largest = Math.max(
    ...groups.map((group) =>
      group.isCanary ? costOf([group]) : Math.max(...group.jobs.map(({ plan }) => expectedCostSeconds(plan))),
    ),
  );
  expect(Math.max(...costs) - Math.min(...costs)).toBeLessThanOrEqual(largest);
  expect(parts.filter((part) => part.some(({ isCanary }) => isCanary))).toHaveLength(1);
});

test('one long run has a shard of its own while the others share the short ones', async () => {
  const groups = await groupsOf(`
name: uneven
jobs:
  - { name: long, matrix: { workload: set, world: namespaces, seeds: 1 }, plan: { timeSeconds: 600 } }
  - { name: short, matrix: { workload: set, world: namespaces, seeds: 20 }, plan: { timeSeconds: 30 } }
`);
  const counts = [1, 2, 3].map((part) =>
    groupsOfShard(groups, { part, of: 3 }).map(({ name, jobs }) => [name, jobs.length]),
  );
  expect(counts).toEqual([[['long', 1]], [['short', 10]], [['short', 10]]]);
});

test('a test has the same name whatever seed it draws, and the written seed where there is one', async () => {
  const names = async (firstSeed: number) =>
    (await groupsOf(text, { firstSeed })).flatMap(({ jobs }) => jobs.map(({ test: name }) => name));
  const tonight = await names(1);
  expect(await names(4_000_000_000)).toEqual(tonight);
  expect(new Set(tonight).size).toBe(tonight.length);
  expect(tonight).toContain('many: set, partition,kill,pause, sim, HEAD, run 6');
  expect(tonight).toContain('few: register, none, sim, current, seed 102');
});

test('what each run has to meet stands in its plan, but not in that of a canary', async () => {
  const groups = await groupsOf(`
name: asked
thresholds: { eachRun: { answeredPercent: 50, failoverMs: 'p95 < 8000' } }
jobs:
  - { name: a, matrix: { workload: set }, thresholds: { eachRun: { answeredPercent: '> 60' }, together: { outageMs: 5 } } }
canaries:
  - { name: broken, workload: set, version: 'mutant:x' }
`);
  expect(groups.map(({ jobs }) => jobs[0]?.plan.thresholds)).toEqual([
    undefined,
    { answeredPercent: ['>= 50', '> 60'], failoverMs: 'p95 < 8000' },
  ]);
});

test.each(['5/4', '0/4', '2', '1/0', 'a/b', '1/4000', '-1/4'])('shard %s is refused', (shard) => {
  expect(() => parseShard(shard)).toThrow(
    `--shard is "${shard}", but must be which part of how many, such as 2/4`,
  );
});
