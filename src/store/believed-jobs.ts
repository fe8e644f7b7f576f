// The attempts of a saved suite, as far as they can still be believed: one that names a saved run is worth what that run
// is worth now. An attempt without a saved run is a seed, which anybody can run again.

import { dirname, join } from 'node:path';
import { exitCodes } from '../runner/exit-code.ts';
import { isInnerPath } from './own-files.ts';
import { type Outcome, resultsSchema } from './results.ts';
import { runFiles } from './run-files.ts';
import { readResults } from './trusted-results.ts';

/** As much of an attempt as changes with the trust in it. */
interface Attempt {
  readonly outcome: Outcome | 'lost';
  readonly exitCode: number;
  readonly reason: string;
  /** The saved run; `null` where there is none. */
  readonly run: string | null;
}

/** As much of a run as its trustworthiness is told by. */
const trustSchema = resultsSchema.pick({
  ...{ outcome: true, exitCode: true, problems: true, counts: true, evidence: true },
  verdicts: true,
});
/** What a suite says of an attempt that no longer holds once its evidence is gone. */
const needRun: readonly Outcome[] = ['valid', 'unknown', 'threshold-missed'];
const readAtOnce = 8;

/**
 * The attempts, those of runs that are gone or have lost their evidence as invalid runs with the reason.
 * @param directory of the suite, `<results folder>/<name>/<time>`
 */
export async function believedJobs<Job extends Attempt>(
  directory: string,
  records: readonly Job[],
): Promise<readonly Job[]> {
  const root = dirname(dirname(directory));
  const believed: Job[] = [];
  for (let from = 0; from < records.length; from += readAtOnce) {
    const some = records.slice(from, from + readAtOnce);
    believed.push(...(await Promise.all(some.map((record) => believedJob(root, record)))));
  }
  return believed;
}

async function believedJob<Job extends Attempt>(root: string, record: Job): Promise<Job> {
  const isSettled = !(needRun as readonly string[]).includes(record.outcome);
  if (record.run === null || isSettled) return record;
  const reason = isInnerPath(record.run)
    ? await lostTrust(join(root, record.run), record.run)
    : 'The suite names a saved run outside of the results folder.';
  if (reason === null) return record;
  return { ...record, outcome: 'invalid-run', exitCode: exitCodes['invalid-run'], reason };
}

async function lostTrust(directory: string, run: string): Promise<string | null> {
  try {
    const results = await readResults(runFiles(directory), trustSchema, 'sizes');
    if (results === null) return `The saved run ${run} is not there any more, or has no results.json.`;
    return results.outcome === 'invalid-run' ? (results.problems.at(-1) ?? null) : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
