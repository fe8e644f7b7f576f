// Shards of a suite are the whole again once they are together. Where some are missing or were killed, what they have not run is
// named and counted, and never a pass; what does not belong together is refused in a sentence.

import { describe, expect, test } from 'vitest';
import type { SavedSuite, Suite } from '../../src/store/suite.ts';
import { type FoundShard, mergeShards } from '../../src/suite/merge.ts';
import { summarizeSuite } from '../../src/suite/summary.ts';
import { savedSuite } from './saved-suite.ts';

const whole = savedSuite(['valid', 'violation', 'valid', 'unknown', 'valid'], ['valid', 'violation'], {
  probes: ['leader-changed'],
});

/** One part of a suite, as a machine would have left it: the canary is the first one's. */
function shardOf(suiteOf: SavedSuite, part: number, of: number, changes: Partial<Suite> = {}): FoundShard {
  let dealt = 0;
  const jobs = suiteOf.suite.jobs.filter(({ group }) =>
    group === 'broken' ? part === 1 : dealt++ % of === part - 1,
  );
  const mine = new Set(jobs.map(({ id }) => id));
  const groups = suiteOf.suite.groups.filter(({ name }) => jobs.some(({ group }) => group === name));
  const elsewhere = {
    groups: suiteOf.suite.groups,
    jobs: suiteOf.suite.jobs.filter(({ id }) => !mine.has(id)),
  };
  const suite = { ...suiteOf.suite, jobs, groups, shard: { part, of }, elsewhere, ...changes };
  return {
    where: `machine-${part}`,
    saved: { suite, records: suiteOf.records.filter(({ job }) => mine.has(job)) },
  };
}

const idsOf = ({ suite }: Pick<SavedSuite, 'suite'>): readonly string[] =>
  suite.jobs.map(({ id }) => id).sort();

describe('all shards', () => {
  test.each([1, 2, 3, 9])('of %i come to what the whole comes to', (of) => {
    const shards = Array.from({ length: of }, (_, at) => shardOf(whole, at + 1, of)).reverse();
    const merged = mergeShards(shards);
    expect(merged.suite).toMatchObject({ shard: null, mergedShards: of, end: 'complete' });
    expect(idsOf(merged)).toEqual(idsOf(whole));
    const summary = summarizeSuite(whole);
    const { failed, ...rest } = summarizeSuite(merged);
    expect(rest).toEqual({ ...summary, failed: undefined });
    expect(failed.map(({ job }) => job).sort()).toEqual(summary.failed.map(({ job }) => job).sort());
  });

  test('have canaries first, and end as badly as the worst of them', () => {
    const endOf = (end: Suite['end']) =>
      mergeShards([shardOf(whole, 1, 2), shardOf(whole, 2, 2, { end })]).suite;
    expect(
      endOf('budget')
        .jobs.slice(0, 2)
        .map(({ group }) => group),
    ).toEqual(['broken', 'broken']);
    expect(endOf('budget').end).toBe('budget');
    expect(endOf('interrupted').end).toBe('interrupted');
  });

  test('began when the first of them did', () => {
    const earlier = '2029-12-31T00:00:00.000Z';
    expect(
      mergeShards([shardOf(whole, 1, 2), shardOf(whole, 2, 2, { startedAt: earlier })]).suite.startedAt,
    ).toBe(earlier);
  });
});

describe('shards that are not all there', () => {
  const valid = savedSuite(['valid', 'valid', 'valid', 'valid', 'valid', 'valid'], ['violation']);
  const seedsOf = (seeds: readonly number[]): readonly string[] =>
    seeds.map((seed) => `seeds: register, seed ${seed}`);

  test('have the jobs of one that is missing, which were not run', () => {
    const merged = mergeShards([shardOf(valid, 1, 3), shardOf(valid, 3, 3)]);
    expect(merged.suite).toMatchObject({
      ...{ end: null, mergedShards: 3, shard: null },
      incomplete: { missing: [2], cutOff: [] },
    });
    expect(merged.suite).not.toHaveProperty('elsewhere');
    expect(idsOf(merged)).toEqual(idsOf(valid));
    expect(summarizeSuite(merged)).toMatchObject({
      ...{ exitCode: 3, outcome: 'invalid-run', end: 'incomplete', planned: 7, finished: 5 },
      notRun: seedsOf([1, 4]),
      problems: ['Shard 2/3 is missing.', '2 runs were not made.'],
    });
  });

  test('miss canaries that were to be caught by another', () => {
    expect(summarizeSuite(mergeShards([shardOf(valid, 2, 3)]))).toMatchObject({
      ...{ exitCode: 3, planned: 7, finished: 2 },
      problems: [
        'Shards 1/3, 3/3 are missing.',
        '5 runs were not made.',
        expect.stringMatching(/^Canary broken was not run/),
      ],
    });
  });

  test('say what one has not run that was killed half way', () => {
    const killed = shardOf(valid, 2, 2, { end: null });
    const records = killed.saved.records.slice(0, 1);
    const merged = mergeShards([shardOf(valid, 1, 2), { ...killed, saved: { ...killed.saved, records } }]);
    expect(summarizeSuite(merged)).toMatchObject({
      ...{ exitCode: 3, end: 'incomplete', planned: 7, finished: 5, isWhole: true },
      notRun: seedsOf([3, 5]),
      problems: ['Shard 2/2 was cut off before its end.', '2 runs were not made.'],
    });
  });

  test('are no pass where a journal lacks what was run, whatever ends the others had', () => {
    const torn = shardOf(valid, 2, 2);
    const saved = { ...torn.saved, records: torn.saved.records.slice(1) };
    const merged = mergeShards([shardOf(valid, 1, 2, { end: 'budget' }), { ...torn, saved }]);
    expect(summarizeSuite(merged)).toMatchObject({
      ...{ exitCode: 3, end: 'incomplete' },
      problems: ['Shard 2/2 was cut off before its end.', '1 run was not made.'],
    });
  });

  test('of which one found a violation have failed', () => {
    expect(summarizeSuite(mergeShards([shardOf(whole, 2, 3)]))).toMatchObject({
      ...{ exitCode: 1, end: 'incomplete', isWhole: false },
    });
  });

  test('are incomplete also where nobody wrote down what the others were to run', () => {
    const { elsewhere: _, ...alone } = shardOf(valid, 2, 2).saved.suite;
    const records = shardOf(valid, 2, 2).saved.records;
    expect(
      summarizeSuite(mergeShards([{ where: 'machine-2', saved: { suite: alone, records } }])),
    ).toMatchObject({
      ...{ exitCode: 3, end: 'incomplete', notRun: [] },
      problems: ['Shard 1/2 is missing.'],
    });
  });
});

const otherBuild = { current: { anvil: 'the checkout', bundle: 'b2' } };
const sameBuildElsewhere = { current: { anvil: '/home/runner/checkout', bundle: 'b1' } };

test.each<readonly [string, readonly FoundShard[], RegExp]>([
  ['none', [{ where: 'here', saved: whole }], /^There is no shard of a suite there/],
  [
    'one twice',
    [shardOf(whole, 1, 2), shardOf(whole, 2, 2), shardOf(whole, 2, 2)],
    /^Shard 2\/2 is there twice, in machine-2 and in/,
  ],
  [
    'two plans',
    [shardOf(whole, 1, 2), shardOf(whole, 2, 2, { digest: 'd2' })],
    /^machine-1 and machine-2 are of different plans/,
  ],
  [
    'two suites',
    [shardOf(whole, 1, 2), shardOf(whole, 2, 2, { name: 'weekly' })],
    /of two suites, nightly and weekly/,
  ],
  ['two divisions', [shardOf(whole, 1, 2), shardOf(whole, 2, 3)], /one is shard 1\/2, the other 2\/3/],
  [
    'two builds',
    [shardOf(whole, 1, 2), shardOf(whole, 2, 2, { builds: otherBuild })],
    /different builds of "current"/,
  ],
])('%s: refused', (_, shards, sentence) => {
  expect(() => mergeShards(shards)).toThrow(sentence);
});

test('the same build at another place is the same build', () => {
  expect(() =>
    mergeShards([shardOf(whole, 1, 2), shardOf(whole, 2, 2, { builds: sameBuildElsewhere })]),
  ).not.toThrow();
});
