// One simulated run in a thread of its own, watched from this one: Ctrl-C works at once, and a build that spins ends as a
// violation that says so, where in this thread it would take the whole command with it.

import { totalmem } from 'node:os';
import type { JobResult, KeptRun, News, SimulatedJob } from '../batch/job.ts';
import { createSimulatorPool } from '../batch/pool.ts';
import { CommandFailure, crashExitCode } from './failure.ts';
import { interruptedExitCode } from './interrupts.ts';
import { simulatorUrl } from './simulator.ts';

/** Far more than a run takes on a busy machine, its checkers included. */
const runTimeoutMs = 6 * 3_600_000;
/** What a single run may take: half of the machine's memory, as far as it helps. */
const memoryMostMb = 8192;

export type WatchedJob = Omit<SimulatedJob, 'keep' | 'keepData' | 'tells'>;

/** A run with everything kept of it. */
export interface WatchedRun extends JobResult {
  readonly kept: KeptRun;
}

const nothingKept: KeptRun = { history: [], progress: [], nodeLogs: [], nodeData: [], trace: null };

/**
 * Runs a job to its end, or to `signal`, after which it is judged as far as it went.
 * @param hears takes what it tells meanwhile
 * @throws {CommandFailure} when it did not come to results
 */
export async function simulateWatched(
  job: WatchedJob,
  signal: AbortSignal,
  hears: Partial<{ readonly [Kind in News['kind']]: (news: Extract<News, { kind: Kind }>) => void }> = {},
): Promise<WatchedRun> {
  const memoryMb = Math.min(memoryMostMb, Math.floor(totalmem() / 2 ** 21));
  const pool = createSimulatorPool({
    simulatorUrl: await simulatorUrl(),
    threads: 1,
    jobTimeoutMs: runTimeoutMs,
    threadMemoryMb: memoryMb,
  });
  const onAbort = (): void => pool.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const tells = Object.keys(hears) as News['kind'][];
    const running = pool.run({ ...job, keep: 'always', keepData: true, tells }, (news) => {
      if (news.kind === 'progress') hears.progress?.(news);
      else if (news.kind === 'log') hears.log?.(news);
      else hears.trace?.(news);
    });
    if (signal.aborted) pool.abort();
    const end = await running;
    if (end.kind === 'done') return { ...end.result, kept: end.result.kept ?? nothingKept };
    if (signal.aborted)
      throw new CommandFailure(
        `Interrupted: ${end.reason}, so that there is nothing to judge.`,
        interruptedExitCode,
      );
    throw new CommandFailure(`The simulated run did not come to its end: ${end.reason}.`, crashExitCode);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await pool.close();
  }
}
