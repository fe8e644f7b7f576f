// A suite counts an attempt with a saved run for what that run is worth now.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { believedJobs } from '../../src/store/believed-jobs.ts';
import { createRun, saveResults } from '../../src/store/create-run.ts';
import type { JobRecord } from '../../src/store/suite.ts';
import { tinyPlan } from '../runner/tiny-plan.ts';
import { validResults } from './valid-results.ts';

const recordOf = (run: string | null, outcome: JobRecord['outcome'] = 'valid'): JobRecord => ({
  ...{ job: 'a', attempt: 1, startedAt: '2030-01-01T00:00:00.000Z', wallMs: 1, suiteMs: 1 },
  ...{ outcome, exitCode: outcome === 'valid' ? 0 : 1, violations: [], classes: [], reason: '' },
  ...{ traceHash: null, conditions: {}, figures: null, run },
  counts: { invoked: 20, ok: 20, fail: 0, info: 0 },
});

test('a valid attempt is one as long as its run is there, whole', async () => {
  const root = mkdtempSync(join(tmpdir(), 'jobs-'));
  const files = await createRun(root, tinyPlan, new Date(0));
  writeFileSync(files.history, '{}\n{}\n');
  await saveResults(files, validResults);
  const run = `${tinyPlan.name}/${basename(files.directory)}`;
  const suite = join(root, 'nightly', '2030');
  const outcomesOf = async (...records: JobRecord[]) =>
    (await believedJobs(suite, records)).map(({ outcome, exitCode, reason }) => [outcome, exitCode, reason]);
  // A seed needs no run: it can be made again.
  expect(await outcomesOf(recordOf(null), recordOf(run))).toEqual([
    ['valid', 0, ''],
    ['valid', 0, ''],
  ]);
  truncateSync(files.history);
  expect(await outcomesOf(recordOf(run), recordOf(run, 'violation'))).toEqual([
    ['invalid-run', 3, expect.stringContaining('history.jsonl is empty')],
    ['violation', 1, ''],
  ]);
  rmSync(files.directory, { recursive: true });
  expect(await outcomesOf(recordOf(run), recordOf(null))).toEqual([
    ['invalid-run', 3, expect.stringContaining(`${run} is not there any more`)],
    ['valid', 0, ''],
  ]);
  rmSync(root, { recursive: true });
});
