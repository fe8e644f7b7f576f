// Many seeds of one plan, as many at a time as there are threads; stops at the first that fails, or collects them.

import type { Budget } from '../checkers/checker.ts';
import { drawPackages } from '../plan/draw-packages.ts';
import type { Plan } from '../plan/plan.ts';
import { type SeedRange, seedAt } from '../plan/seed-range.ts';
import type { SimulatedJob } from './job.ts';
import type { JobEnd, SimulatorPool } from './pool.ts';

export interface BatchOptions {
  /** With any seed. */
  readonly plan: Plan;
  readonly seeds: SeedRange;
  readonly modules: Pick<SimulatedJob, 'modulePath' | 'upgradeModulePath'>;
  readonly pool: SimulatorPool;
  readonly budget: Budget;
  /** Ends the batch with the first violation, crash or lost run. */
  readonly failFast: boolean;
  /** Lines of the trace that are kept of a run that is not valid. */
  readonly traceLines: number;
  /** Told of each seed as it finishes, one after the other; what it throws ends the batch. */
  readonly onSeed: (plan: Plan, end: JobEnd) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Seeds handed to each thread ahead, so that none waits for the bookkeeping of another. */
const aheadPerThread = 2;

export function isFailure(end: JobEnd): boolean {
  return end.kind === 'lost' || ['violation', 'crash'].includes(end.result.results.outcome);
}

/** Resolves once every seed ran, one failed, or `signal` came; closes the pool unless every seed ran. */
export async function runBatch(options: BatchOptions): Promise<void> {
  const { plan, seeds, pool, signal } = options;
  let position = 0;
  let stopped = signal.aborted;
  let telling: Promise<void> = Promise.resolve();
  const stop = async (): Promise<void> => {
    stopped = true;
    await pool.close();
  };
  const onAbort = (): void => void stop();
  signal.addEventListener('abort', onAbort, { once: true });

  const lane = async (): Promise<void> => {
    while (!stopped && position < seeds.count) {
      const seeded = drawPackages({ ...plan, seed: seedAt(seeds, position) });
      position += 1;
      const { modules, budget, traceLines } = options;
      const end = await pool.run({ plan: seeded, ...modules, budget, keep: 'failing', traceLines });
      // Threads that were ended say nothing about their seeds.
      if (stopped) return;
      telling = telling.then(() => options.onSeed(seeded, end));
      if (options.failFast && isFailure(end)) await stop();
      await telling;
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.threads * aheadPerThread }, lane));
  } finally {
    await telling.catch(() => undefined);
    signal.removeEventListener('abort', onAbort);
  }
}
