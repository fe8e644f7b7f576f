// The record of how a run went: read back as written, whatever else is in the file.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgressFile, parseProgress, readProgress } from '../../src/store/progress.ts';
import { progressOf } from '../report/page/saved-runs.ts';

test('records are read back as they were written', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-progress-')), 'progress.jsonl');
  const write = createProgressFile(path);
  const records = [progressOf(1), progressOf(2, { leader: null, clocksMs: { n1: -3 } })];
  for (const record of records) write(record);
  expect(await readProgress(path)).toEqual(records);
});

test('torn, foreign and overlong lines are left out', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'ordeal-progress-')), 'progress.jsonl');
  await writeFile(path, `{"ms":1}\n\nnull\n${JSON.stringify(progressOf(1))}\n{"ms":`);
  expect(await readProgress(path)).toEqual([progressOf(1)]);
  expect(parseProgress(JSON.stringify(progressOf(1, { faults: ['x'.repeat(2_000_000)] })))).toBeNull();
});

test('no file is no record, and one that cannot be written ends nothing', async () => {
  expect(await readProgress('/nowhere/progress.jsonl')).toEqual([]);
  expect(() => createProgressFile('/nowhere/progress.jsonl')(progressOf(1))).not.toThrow();
});
