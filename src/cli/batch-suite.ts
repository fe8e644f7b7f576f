// A finished batch as test cases, from the lines it has on disk.

import { join } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import { suiteOfBatch, type TestSuite } from '../report/test-cases.ts';
import { readBatch } from '../store/batch.ts';
import { shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';
import { againCommand } from './run-request.ts';
import type { FinishedBatch } from './seeds.ts';

/** @throws {StoreError} when the batch cannot be read */
export async function batchSuite(
  plan: Plan,
  { directory, seeds, wallMs }: FinishedBatch,
  {
    expectViolation,
    seedsAreWritten,
  }: { readonly expectViolation: boolean; readonly seedsAreWritten: boolean },
): Promise<TestSuite> {
  const saved = await readBatch(directory);
  const batch = {
    name: plan.name,
    startedAt: saved?.batch.startedAt ?? new Date().toISOString(),
    wallMs,
    seeds,
    seedsAreWritten,
    records: saved?.records ?? [],
    tracesOf: ({ seed, run }: { readonly seed: number; readonly run: string | null }) => ({
      again: againCommand({ ...plan, seed }),
      saved: run === null ? null : shownPath(join(resultsDirectory(), run)),
    }),
  };
  return suiteOfBatch(batch, expectViolation);
}
