// Shards of a suite are the whole again once they are together, and anything less is refused in a sentence.

import { describe, expect, test } from 'vitest';
import type { SavedSuite, Suite } from '../../src/store/suite.ts';
import { type FoundShard, mergeShards } from '../../src/suite/merge.ts';
import { summarizeSuite } from '../../src/suite/summary.ts';
import { savedSuite } from './saved-suite.ts';

const whole = savedSuite(['valid', 'violation', 'valid', 'unknown', 'valid'], ['valid', 'violation'], {
  probes: ['leader-changed'],
});

/** One part of a suite, as a machine would have left it: the canary is the first one's. */
function shardOf(part: number, of: number, changes: Partial<Suite> = {}): FoundShard {
  let dealt = 0;
  const jobs = whole.suite.jobs.filter(({ group }) =>
    group === 'broken' ? part === 1 : dealt++ % of === part - 1,
  );
  const mine = new Set(jobs.map(({ id }) => id));
  const groups = whole.suite.groups.filter(({ name }) => jobs.some(({ group }) => group === name));
  const suite = { ...whole.suite, jobs, groups, shard: { part, of }, ...changes };
  return {
    where: `machine-${part}`,
    saved: { suite, records: whole.records.filter(({ job }) => mine.has(job)) },
  };
}

const idsOf = ({ suite }: Pick<SavedSuite, 'suite'>): readonly string[] =>
  suite.jobs.map(({ id }) => id).sort();

describe('all shards', () => {
  test.each([1, 2, 3, 9])('of %i come to what the whole comes to', (of) => {
    const shards = Array.from({ length: of }, (_, at) => shardOf(at + 1, of)).reverse();
    const merged = mergeShards(shards);
    expect(merged.suite).toMatchObject({ shard: null, mergedShards: of, end: 'complete' });
    expect(idsOf(merged)).toEqual(idsOf(whole));
    const summary = summarizeSuite(whole);
    const { failed, ...rest } = summarizeSuite(merged);
    expect(rest).toEqual({ ...summary, failed: undefined });
    expect(failed.map(({ job }) => job).sort()).toEqual(summary.failed.map(({ job }) => job).sort());
  });

  test('have canaries first, and end as badly as the worst of them', () => {
    const endOf = (end: Suite['end']) => mergeShards([shardOf(1, 2), shardOf(2, 2, { end })]).suite;
    expect(
      endOf('budget')
        .jobs.slice(0, 2)
        .map(({ group }) => group),
    ).toEqual(['broken', 'broken']);
    expect(['budget', 'interrupted', null].map((end) => endOf(end as Suite['end']).end)).toEqual([
      'budget',
      'interrupted',
      null,
    ]);
  });

  test('began when the first of them did', () => {
    const earlier = '2029-12-31T00:00:00.000Z';
    expect(mergeShards([shardOf(1, 2), shardOf(2, 2, { startedAt: earlier })]).suite.startedAt).toBe(earlier);
  });
});

const otherBuild = { current: { anvil: 'the checkout', bundle: 'b2' } };
const sameBuildElsewhere = { current: { anvil: '/home/runner/checkout', bundle: 'b1' } };

test.each<readonly [string, readonly FoundShard[], RegExp]>([
  ['none', [{ where: 'here', saved: whole }], /^There is no shard of a suite there/],
  ['one missing', [shardOf(1, 3), shardOf(3, 3)], /^Shard 2\/3 is missing/],
  ['two missing', [shardOf(2, 3)], /^Shards 1\/3, 3\/3 are missing/],
  [
    'one twice',
    [shardOf(1, 2), shardOf(2, 2), shardOf(2, 2)],
    /^Shard 2\/2 is there twice, in machine-2 and in/,
  ],
  [
    'two plans',
    [shardOf(1, 2), shardOf(2, 2, { digest: 'd2' })],
    /^machine-1 and machine-2 are of different plans/,
  ],
  ['two suites', [shardOf(1, 2), shardOf(2, 2, { name: 'weekly' })], /of two suites, nightly and weekly/],
  ['two divisions', [shardOf(1, 2), shardOf(2, 3)], /one is shard 1\/2, the other 2\/3/],
  ['two builds', [shardOf(1, 2), shardOf(2, 2, { builds: otherBuild })], /different builds of "current"/],
])('%s: refused', (_, shards, sentence) => {
  expect(() => mergeShards(shards)).toThrow(sentence);
});

test('the same build at another place is the same build', () => {
  expect(() => mergeShards([shardOf(1, 2), shardOf(2, 2, { builds: sameBuildElsewhere })])).not.toThrow();
});
