// Threads that run simulated plans, one at a time each. A thread that dies or does not answer costs its own run only: a
// new one takes its place.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JobResult, SimulatedJob } from './job.ts';

export type JobEnd =
  | { readonly kind: 'done'; readonly result: JobResult }
  /** The run did not come to results: an error of the harness, too much memory, or no end. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface SimulatorPool {
  readonly threads: number;
  /** Runs a job as soon as a thread is free; never rejects. */
  run(job: SimulatedJob): Promise<JobEnd>;
  /** Ends every thread at once; jobs not yet answered are lost. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** The bundled simulator. */
  readonly simulatorUrl: string;
  /** One per core by default. */
  readonly threads?: number;
  /** How long a job may take. */
  readonly jobTimeoutMs: number;
  readonly threadMemoryMb?: number;
}

type Answer = { readonly result: JobResult } | { readonly failure: string };

interface Queued {
  readonly job: SimulatedJob;
  readonly finish: (end: JobEnd) => void;
}

interface Lane {
  worker: Worker | null;
  busy: boolean;
}

const defaultThreadMemoryMb = 2048;

/** Makes a pool; threads start with their first job. */
export function createSimulatorPool(options: PoolOptions): SimulatorPool {
  const threads = options.threads ?? availableParallelism();
  const lanes: readonly Lane[] = Array.from({ length: threads }, () => ({ worker: null, busy: false }));
  const queue: Queued[] = [];
  let closed = false;

  const startWorker = (): Worker =>
    new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { simulatorUrl: options.simulatorUrl },
      resourceLimits: { maxOldGenerationSizeMb: options.threadMemoryMb ?? defaultThreadMemoryMb },
    });

  function begin(lane: Lane, { job, finish }: Queued): void {
    lane.busy = true;
    lane.worker ??= startWorker();
    const { worker } = lane;
    let over = false;
    const end = (how: JobEnd, isUsable: boolean): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      worker.removeAllListeners();
      // What a dying thread still says is of no interest, but must not end the process.
      worker.on('error', () => undefined);
      if (!isUsable) {
        lane.worker = null;
        void worker.terminate();
      }
      lane.busy = false;
      finish(how);
      next();
    };
    const lost = (reason: string): void => end({ kind: 'lost', reason }, false);
    const timer = setTimeout(
      () => lost(`it did not end within ${options.jobTimeoutMs / 1000} s`),
      options.jobTimeoutMs,
    );
    worker.on('message', (answer: Answer) => {
      if ('result' in answer) end({ kind: 'done', result: answer.result }, true);
      else end({ kind: 'lost', reason: answer.failure }, true);
    });
    worker.on('error', (error) => lost(error.message));
    worker.on('exit', (code) => lost(`its thread ended with code ${code}`));
    worker.postMessage(job);
  }

  function next(): void {
    for (const lane of lanes) {
      if (lane.busy) continue;
      const queued = closed ? undefined : queue.shift();
      if (queued === undefined) return;
      begin(lane, queued);
    }
  }

  return {
    threads,
    run: (job) =>
      new Promise((resolve) => {
        if (closed) {
          resolve({ kind: 'lost', reason: 'the threads were ended before it began' });
          return;
        }
        queue.push({ job, finish: resolve });
        next();
      }),
    close: async () => {
      closed = true;
      for (const { finish } of queue.splice(0))
        finish({ kind: 'lost', reason: 'the threads were ended before it began' });
      await Promise.all(lanes.map(({ worker }) => worker?.terminate()));
    },
  };
}
