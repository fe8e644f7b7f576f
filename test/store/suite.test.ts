// Suites on disk: what was written is read back, also after the harness was killed in the middle of a line.

import { appendFileSync } from 'node:fs';
import { mkdtemp, readlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/store/list-runs.ts';
import {
  appendJob,
  createSuite,
  findSuite,
  readSavedSuite,
  rewriteJobs,
  suitesNamed,
} from '../../src/store/suite.ts';
import { recordOf, savedSuite } from '../suite/saved-suite.ts';

const { suite } = savedSuite(['valid', 'valid', 'violation']);
const [first, second] = suite.jobs.map((job) => recordOf(job, 'valid'));

async function withTwoJobs() {
  const root = await mkdtemp(join(tmpdir(), 'ordeal-suites-'));
  const files = await createSuite(root, suite);
  if (first === undefined || second === undefined) throw new Error('no jobs');
  appendJob(files, first);
  appendJob(files, second);
  return { root, files };
}

test('a suite is found by name and path, and listed', async () => {
  const { root, files } = await withTwoJobs();
  for (const wanted of [suite.name, `${suite.name}/latest`, files.directory]) {
    expect((await findSuite(root, wanted))?.records, wanted).toEqual([first, second]);
  }
  expect(await findSuite(root, 'another')).toBeNull();
  expect(await listRuns(root)).toMatchObject([{ kind: 'suite', name: suite.name }]);
  expect(await readlink(join(root, suite.name, 'latest'))).toBe(files.directory.split('/').at(-1));
  expect(await suitesNamed(root, suite.name)).toEqual([files.directory]);
});

test('a torn last line is left out, and gone once the journal is written anew', async () => {
  const { files } = await withTwoJobs();
  appendFileSync(files.jobs, '{"job":"nightly');
  const saved = await readSavedSuite(files.directory);
  expect(saved).toMatchObject({ suite, records: [first, second], isTorn: true });
  await rewriteJobs(files, saved?.records ?? []);
  expect(await readSavedSuite(files.directory)).toMatchObject({ records: [first, second], isTorn: false });
});

test('a journal that is broken in its middle is no journal', async () => {
  const { files } = await withTwoJobs();
  await writeFile(files.jobs, `${JSON.stringify(first)}\nbroken\n${JSON.stringify(second)}\n`);
  await expect(readSavedSuite(files.directory)).rejects.toThrow(
    /jobs\.jsonl: line 2 cannot be understood, though it is not the last one\.$/,
  );
});

test('a suite named like the link to the newest run is refused', async () => {
  await expect(createSuite(tmpdir(), { ...suite, name: 'latest' })).rejects.toThrow(
    'A suite cannot be named latest',
  );
});
