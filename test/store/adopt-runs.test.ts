// Runs of another results folder: copied once, under a name of their own, and nothing but plain files.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { adoptRuns } from '../../src/store/adopt-runs.ts';
import { findSuitesBelow } from '../../src/store/find-suites.ts';
import { savedSuite } from '../suite/saved-suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ordeal-adopt-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const [pattern] = savedSuite(['violation']).records;
if (pattern === undefined) throw new Error('no record');
const records = (...runs: readonly string[]) => runs.map((run) => ({ ...pattern, run }));

function saveRun(root: string, run: string, plan: string): string {
  const directory = join(scratch, root, run);
  mkdirSync(join(directory, 'nodes'), { recursive: true });
  writeFileSync(join(directory, 'plan.json'), plan);
  return directory;
}

const adopt = async (from: string, ...runs: readonly string[]) => {
  const { records: adopted, missing } = await adoptRuns(
    records(...runs),
    join(scratch, from),
    join(scratch, 'here'),
  );
  return { runs: adopted.map(({ run }) => run), missing };
};

test('a run is copied once, and another one of its name beside it', async () => {
  saveRun('one', 'set/2030', 'plan of one');
  saveRun('two', 'set/2030', 'plan of two');
  expect(await adopt('one', 'set/2030')).toEqual({ runs: ['set/2030'], missing: 0 });
  expect(await adopt('two', 'set/2030')).toEqual({ runs: ['set/2030-2'], missing: 0 });
  expect(await adopt('two', 'set/2030')).toEqual({ runs: ['set/2030-2'], missing: 0 });
  expect(await adopt('here', 'set/2030-2')).toEqual({ runs: ['set/2030-2'], missing: 0 });
  expect(readFileSync(join(scratch, 'here', 'set', '2030-2', 'plan.json'), 'utf8')).toBe('plan of two');
  expect(readdirSync(join(scratch, 'here', 'set')).sort()).toEqual(['2030', '2030-2']);
});

test('one that is not there, or whose name leads elsewhere, is left out', async () => {
  saveRun('.', 'outside', 'secret');
  const names = ['set/1999', '../outside', 'set/../../outside', 'a/b/c', '/etc', 'set/', '.hidden/x'];
  expect(await adopt('one', ...names)).toEqual({ runs: names.map(() => null), missing: names.length });
});

test('links are not copied', async () => {
  const directory = saveRun('one', 'linked/2030', 'plan');
  symlinkSync('/etc/passwd', join(directory, 'report.html'));
  expect(await adopt('one', 'linked/2030')).toMatchObject({ missing: 0 });
  expect(existsSync(join(scratch, 'here', 'linked', '2030', 'plan.json'))).toBe(true);
  expect(existsSync(join(scratch, 'here', 'linked', '2030', 'report.html'))).toBe(false);
});

test('suites are found below a folder, whichever way artifacts were unpacked', async () => {
  const { suite } = savedSuite(['valid']);
  for (const place of ['a/results/nightly/1', 'b/nightly/2', 'c']) {
    mkdirSync(join(scratch, 'artifacts', place), { recursive: true });
    writeFileSync(join(scratch, 'artifacts', place, 'suite.json'), JSON.stringify(suite));
  }
  symlinkSync('../b/nightly/2', join(scratch, 'artifacts', 'a', 'latest'));
  const found = await findSuitesBelow(join(scratch, 'artifacts'));
  const places = found.map(({ files }) => files.directory.slice(join(scratch, 'artifacts').length + 1));
  expect(places.sort()).toEqual(['a/results/nightly/1', 'b/nightly/2', 'c']);
  await expect(findSuitesBelow(join(scratch, 'nowhere'))).rejects.toThrow(/There is no folder .*nowhere/);
});
