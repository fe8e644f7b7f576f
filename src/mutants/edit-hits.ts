// How often the edited code of a broken build is executed under a plan: an edit that is never reached cannot be found.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SimulatedJob } from '../batch/job.ts';
import type { EditPlaces } from './edit-places.ts';

const threadUrl = new URL('hits-thread.mjs', import.meta.url);
/** Counting makes a run some times slower; one that takes this long does not end. */
const timeoutMs = 600_000;

/**
 * Runs the job in a thread of its own.
 * @param countedPath the bundle that `places` are in: one of the modules of the job
 * @returns for each edit how often it was executed; `null` where the run did not end
 */
export async function countHits(
  simulatorUrl: string,
  job: SimulatedJob,
  countedPath: string,
  places: EditPlaces,
): Promise<readonly number[] | null> {
  const thread = new Worker(threadUrl, {
    workerData: { simulatorUrl, job: { ...job, countedPath }, places },
  });
  try {
    const [hits] = (await once(thread, 'message', { signal: AbortSignal.timeout(timeoutMs) })) as [
      readonly number[],
    ];
    return hits;
  } catch {
    return null;
  } finally {
    await thread.terminate();
  }
}
