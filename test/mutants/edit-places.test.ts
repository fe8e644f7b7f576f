// Edits are found in a bundle by its source map, wherever they stand in their file, also what takes code out.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { placesOf } from '../../src/mutants/edit-places.ts';
import { bundleWithMap } from '../../src/worlds/build.ts';
import { repositoryRoot } from '../tidy/source-files.ts';

const cacheDirectory = mkdtempSync(join(tmpdir(), 'edit-places-'));
afterAll(() => rmSync(cacheDirectory, { recursive: true, force: true }));

test('each edit is found where its text is', async () => {
  const file = 'cluster/paxos/ballot.ts';
  const edits = [
    { file, find: 'Math.floor(voterCount / 2) + 1', replace: 'Math.ceil(voterCount / 2 + 0.25)' },
    { file, find: 'ballot: 0, logId: 0 }', replace: 'ballot: 0, logId: 7777 }' },
  ];
  const bundle = await bundleWithMap({
    version: 'mutant:test',
    part: 'node',
    repositoryRoot,
    cacheDirectory,
    edits,
  });
  const places = placesOf(edits, bundle);
  const after = places.map((ofEdit) => ofEdit.map((place) => bundle.text.slice(place, place + 24)));
  expect(after[0]).toContainEqual(expect.stringContaining('Math.ceil(voterCount'));
  expect(after[1]?.some((text) => text.includes('7777'))).toBe(true);
});

test('code that is taken out is where what comes before it is', async () => {
  const file = 'cluster/paxos/ballot.ts';
  const edits = [{ file, find: ' + 1;', replace: ';' }];
  const bundle = await bundleWithMap({
    version: 'mutant:test',
    part: 'node',
    repositoryRoot,
    cacheDirectory,
    edits,
  });
  const [places = []] = placesOf(edits, bundle);
  expect(places.length).toBeGreaterThan(0);
});
