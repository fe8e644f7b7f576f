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
  /** Takes the end of the job it works on; `null` while it has none. */
  end: ((how: JobEnd, isUsable: boolean) => void) | null;
}

const defaultThreadMemoryMb = 2048;

/** Makes a pool; threads start with their first job. */
export function createSimulatorPool(options: PoolOptions): SimulatorPool {
  const threads = options.threads ?? availableParallelism();
  const lanes: readonly Lane[] = Array.from({ length: threads }, () => ({ worker: null, end: null }));
  const queue: Queued[] = [];
  let closed = false;

  function startWorker(lane: Lane): Worker {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { simulatorUrl: options.simulatorUrl },
      resourceLimits: { maxOldGenerationSizeMb: options.threadMemoryMb ?? defaultThreadMemoryMb },
    });
    // What a thread says after it was replaced is of no interest.
    const end = (how: JobEnd, isUsable: boolean): void => {
      if (lane.worker === worker) lane.end?.(how, isUsable);
    };
    worker.on('message', (answer: Answer) => {
      if ('result' in answer) end({ kind: 'done', result: answer.result }, true);
      else end({ kind: 'lost', reason: answer.failure }, true);
    });
    worker.on('error', (error) => end({ kind: 'lost', reason: error.message }, false));
    worker.on('exit', (code) => end({ kind: 'lost', reason: `its thread ended with code ${code}` }, false));
    return worker;
  }

  function begin(lane: Lane, { job, finish }: Queued): void {
    lane.worker ??= startWorker(lane);
    const { worker } = lane;
    lane.end = (how, isUsable) => {
      lane.end = null;
      clearTimeout(timer);
      if (!isUsable) {
        lane.worker = null;
        void worker.terminate();
      }
      finish(how);
      next();
    };
    const seconds = options.jobTimeoutMs / 1000;
    const timer = setTimeout(
      () => lane.end?.({ kind: 'lost', reason: `it did not end within ${seconds} s` }, false),
      options.jobTimeoutMs,
    );
    worker.postMessage(job);
  }

  function next(): void {
    for (const lane of lanes) {
      if (lane.end !== null) continue;
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
      await Promise.all(lanes.map(async ({ worker }) => worker?.terminate()));
    },
  };
}
