// What a build is said to be made of: its commit, and whether anything that no commit holds has a part in it.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { sourceState } from '../../src/worlds/source-state.ts';

const root = mkdtempSync(join(tmpdir(), 'source-'));
afterAll(() => rmSync(root, { recursive: true }));
const git = execa({ cwd: root });
const stateOf = (directory = root) => sourceState(directory, ['cluster']);

test('a source is its commit, and a digest of what differs from it', async () => {
  expect(await stateOf()).toEqual({ commit: null, changes: null });
  mkdirSync(join(root, 'cluster'));
  writeFileSync(join(root, 'cluster', 'a.ts'), '1');
  await git`git init -q`;
  expect(await stateOf()).toEqual({ commit: null, changes: null });
  await git`git add -A`;
  await git`git -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -qm one`;
  const { stdout: commit } = await git`git rev-parse HEAD`;
  expect(await stateOf()).toEqual({ commit, changes: null });

  writeFileSync(join(root, 'notes.txt'), 'elsewhere');
  expect(await stateOf()).toEqual({ commit, changes: null });
  writeFileSync(join(root, 'cluster', 'a.ts'), '2');
  const edited = await stateOf();
  expect(edited.changes).toMatch(/^1 file, digest [0-9a-f]{12}$/);
  expect(await stateOf(join(root, 'cluster')).then(({ changes }) => changes)).toBeNull();
  writeFileSync(join(root, 'cluster', 'a.ts'), '3');
  expect((await stateOf()).changes).not.toBe(edited.changes);
  writeFileSync(join(root, 'cluster', 'a.ts'), '2');
  expect(await stateOf()).toEqual(edited);
  writeFileSync(join(root, 'cluster', 'ü new.ts'), 'untracked');
  symlinkSync('/nowhere', join(root, 'cluster', 'link'));
  expect((await stateOf()).changes).toMatch(/^3 files, digest /);
  rmSync(join(root, 'cluster', 'a.ts'));
  await git`git add -A`;
  expect((await stateOf()).changes).toMatch(/^3 files, digest /);
});
