// What a bundle says of a build: its commit where that is certain, edits where there are any, else a note.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { carryBuilds } from '../../src/bundle/carry-builds.ts';
import type { EditedBuild } from '../../src/mutants/build-mutant.ts';
import type { SavedRun } from '../../src/store/open-run.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';

const repositoryRoot = mkdtempSync(join(tmpdir(), 'carry-'));
afterAll(() => rmSync(repositoryRoot, { recursive: true }));
const source = join(repositoryRoot, 'cluster', 'a.ts');
const git = execa({ cwd: repositoryRoot });
mkdirSync(join(repositoryRoot, 'cluster'));
writeFileSync(source, '1');
await git`git init -q`;
await git`git add -A`;
await git`git -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -qm one`;
const { stdout: commit } = await git`git rev-parse HEAD`;
beforeEach(() => writeFileSync(source, '1'));

const mutant: EditedBuild = {
  kind: 'mutant',
  name: 'm',
  summary: 'Wrong.',
  edits: [{ file: 'cluster/a.ts', find: '1', replace: '2' }],
};

/** @param digest of what ran; the build of now has `now` */
async function carried(version: string, digest = 'now') {
  const results = { versions: { bundle: digest } } as unknown as SavedRun['results'];
  const run = { plan: { ...tinyPlan, version }, results } as SavedRun;
  return carryBuilds(run, {
    repositoryRoot,
    findEdited: (name) => (name === 'mutant:m' ? mutant : null),
    build: async () => {
      if (version === 'gone') throw new Error('there is no such ref.');
      return { path: '', digest: 'now', description: '' };
    },
  });
}

test('a clean source is its commit, by whatever name it had', async () => {
  for (const version of ['current', 'HEAD', commit.slice(0, 9), commit]) {
    const { builds, notes } = await carried(version);
    expect([builds.version, notes]).toEqual([{ commit }, []]);
  }
});

test('a mutant is its edits on that commit', async () => {
  const { builds, buildFiles, notes } = await carried('mutant:m');
  expect(builds.version).toEqual({ kind: 'mutant', file: 'builds/mutant-m.json' });
  expect(buildFiles.map(({ text }) => JSON.parse(text))).toMatchObject([{ edits: mutant.edits, commit }]);
  expect(notes).toEqual([]);
});

test('changes that no commit holds are told', async () => {
  writeFileSync(source, '3');
  const current = await carried('current');
  expect([current.builds.version, current.notes]).toEqual([
    null,
    [expect.stringMatching(/no source of a commit/)],
  ]);
  const { buildFiles, notes } = await carried('mutant:m');
  expect(buildFiles[0]?.text).not.toContain('commit');
  expect(notes).toEqual([expect.stringMatching(/changes that no commit holds/)]);
});

test('a build that is not what ran is not tied to a commit', async () => {
  for (const version of ['current', 'HEAD']) {
    const { builds, notes } = await carried(version, 'then');
    expect([builds.version, notes]).toEqual([
      null,
      [expect.stringMatching(/does not build to what ran any more/)],
    ]);
  }
  const { buildFiles, notes } = await carried('mutant:m', 'then');
  expect(buildFiles[0]?.text).not.toContain('commit');
  expect(notes).toHaveLength(1);
  expect((await carried('gone')).notes).toEqual(['gone cannot be built any more: there is no such ref.']);
});
