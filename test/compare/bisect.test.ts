// The search for the first bad commit: with commits whose runs are made up, and the list of commits from a real
// repository.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { commitsBetween } from '../../src/cli/bisect/commits.ts';
import { bisect, type Commit, type CommitRuns } from '../../src/compare/bisect.ts';

const commits: readonly Commit[] = Array.from({ length: 17 }, (_, at) => ({
  hash: String(at),
  subject: `commit ${at}`,
}));
const seeds = Array.from({ length: 30 }, (_, at) => at + 1);

interface World {
  readonly firstBad: number;
  /** Every so-manieth seed fails on a bad commit. */
  readonly every: number;
  readonly broken?: readonly number[];
}

function search({ firstBad, every, broken = [] }: World) {
  const tried: number[] = [];
  const tryWith =
    (all: boolean) =>
    ({ hash }: Commit, wanted: readonly number[]): Promise<CommitRuns> => {
      const at = Number(hash);
      tried.push(at);
      if (broken.includes(at)) return Promise.resolve({ kind: 'skipped', reason: 'it does not build' });
      const fails = (seed: number): boolean => at >= firstBad && seed % every === 0;
      const failed = wanted.filter(fails);
      if (all || failed.length === 0)
        return Promise.resolve({ kind: 'ran', runs: wanted.length, failedSeeds: failed });
      const first = wanted.findIndex(fails);
      return Promise.resolve({ kind: 'ran', runs: first + 1, failedSeeds: [wanted[first] as number] });
    };
  const { signal } = new AbortController();
  const options = {
    tryAll: tryWith(true),
    tryCommit: tryWith(false),
    seeds,
    onTried: () => undefined,
    signal,
  };
  return bisect(commits, options).then((found) => ({ found, tried }));
}

describe('a bisection', () => {
  test('finds each first bad commit in few steps', async () => {
    for (let firstBad = 1; firstBad < commits.length; firstBad += 1) {
      const { found, tried } = await search({ firstBad, every: 1 });
      expect(found).toMatchObject({
        kind: 'found',
        firstBad: commits[firstBad],
        lastGood: commits[firstBad - 1],
      });
      expect(tried.length).toBeLessThanOrEqual(6);
    }
  });
  test('of a flaky failure says how sure it is, and asks the seeds first that failed at the end', async () => {
    const { found } = await search({ firstBad: 9, every: 7 });
    expect(found).toMatchObject({ kind: 'found', firstBad: { hash: '9' }, failedSeeds: [7] });
    if (found.kind !== 'found') return;
    // 4 of 30 fail: at least 3.7 %, and 30 runs of each good commit.
    expect(found.sureness).toBeGreaterThan(0.2);
    expect(found.sureness).toBeLessThan(0.9);
    const { found: certain } = await search({ firstBad: 9, every: 1 });
    expect(certain.kind === 'found' && certain.sureness).toBeGreaterThan(0.999);
  });
  test('goes round commits that do not build, and names them where nothing else is left', async () => {
    expect((await search({ firstBad: 9, every: 1, broken: [7, 12] })).found).toMatchObject({
      kind: 'found',
      firstBad: { hash: '9' },
    });
    expect((await search({ firstBad: 9, every: 1, broken: [8] })).found).toMatchObject({
      kind: 'narrowed',
      candidates: [{ hash: '8' }, { hash: '9' }],
    });
  });
  test('refuses ends that are not what they should be', async () => {
    expect((await search({ firstBad: 0, every: 1 })).found.kind).toBe('good-fails');
    expect((await search({ firstBad: 99, every: 1 })).found.kind).toBe('bad-holds');
    expect((await search({ firstBad: 9, every: 1, broken: [16] })).found.kind).toBe('untried');
  });
});

test('commits are those of the first parents that change the database, merges as one', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'commits-'));
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  const git = (...args: readonly string[]) => execa('git', [...author, ...args], { cwd: directory });
  const commit = async (subject: string, file: string): Promise<void> => {
    writeFileSync(join(directory, file), subject);
    await git('add', '-A');
    await git('commit', '-qm', subject);
  };
  try {
    await mkdir(join(directory, 'cluster'));
    await git('init', '-q', '-b', 'main');
    await commit('first', 'cluster/a.ts');
    await git('tag', 'good');
    await commit('only words', 'README.md');
    await git('checkout', '-qb', 'side');
    await commit('on the side', 'cluster/b.ts');
    await commit('further on the side', 'cluster/b.ts');
    await git('checkout', '-q', 'main');
    await commit('on main\twith a tab', 'cluster/a.ts');
    await git('merge', '-q', '--no-ff', '-m', 'merged', 'side');
    const found = await commitsBetween(directory, 'good', 'main');
    expect(found.map(({ subject }) => subject)).toEqual(['first', 'on main with a tab', 'merged']);
    await expect(commitsBetween(directory, 'main', 'good')).rejects.toThrow('good does not come after main');
    await expect(commitsBetween(directory, 'nowhere', 'main')).rejects.toThrow('"nowhere" is no commit');
    await expect(commitsBetween(directory, 'main', 'main')).rejects.toThrow('nothing between them');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
