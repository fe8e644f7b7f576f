// Threads that run simulated plans, one at a time each. A thread that dies or does not answer costs its own run only: a
// new one takes its place.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Beat, createHeartbeatMemory, eventWords, readHeartbeat } from '../worlds/sim/heartbeat.ts';
import type { JobResult, News, SimulatedJob } from './job.ts';
import { nextPass, stuckResult } from './stuck-passes.ts';
import { createWatchdog, type Watchdog, type Watched, watched } from './watchdog.ts';

export type JobEnd =
  | { readonly kind: 'done'; readonly result: JobResult }
  /** The run did not come to results: an error of the harness, too much memory, or no end. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface SimulatorPool {
  readonly threads: number;
  /**
   * Runs a job as soon as a thread is free; never rejects. A build that spins is a violation: the job is repeated up to
   * the event that does not end.
   * @param onNews takes what the job tells
   */
  run(job: SimulatedJob, onNews?: (news: News) => void): Promise<JobEnd>;
  /** Asks the runs that are under way to end and be judged; those that cannot hear it are lost. */
  abort(): void;
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
  /** Says which threads are stuck. */
  readonly watchdog?: Watchdog;
}

type Answer = { readonly result: JobResult } | { readonly failure: string } | { readonly news: News };

interface Queued {
  readonly job: SimulatedJob;
  /** What earlier attempts were stuck in. */
  readonly beats: readonly Beat[];
  readonly onNews: (news: News) => void;
  readonly finish: (end: JobEnd) => void;
}

interface Lane extends Watched {
  worker: Worker | null;
  /** Takes the end of the job it works on; `null` while it has none. */
  end: ((how: JobEnd, isUsable: boolean) => void) | null;
  /** Takes that it is stuck. */
  stuck: (beat: Beat, ranOutOfMemory: boolean) => void;
  onNews: (news: News) => void;
}

const lookEveryMs = 250;

const defaultThreadMemoryMb = 2048;

/** Makes a pool; threads start with their first job. */
export function createSimulatorPool(options: PoolOptions): SimulatorPool {
  const threads = options.threads ?? availableParallelism();
  const lanes: readonly Lane[] = Array.from({ length: threads }, () => ({
    ...watched(createHeartbeatMemory()),
    ...{ worker: null, end: null, stuck: () => undefined, onNews: () => undefined },
  }));
  const { watchdog = createWatchdog() } = options;
  const looking = setInterval(() => {
    const stuck = watchdog.look(lanes.filter(({ end }) => end !== null));
    for (const [lane, beat] of stuck) lane.stuck(beat, false);
  }, lookEveryMs);
  looking.unref();
  const queue: Queued[] = [];
  let closed = false;

  function startWorker(lane: Lane): Worker {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { simulatorUrl: options.simulatorUrl, heartbeat: lane.shared },
      resourceLimits: { maxOldGenerationSizeMb: options.threadMemoryMb ?? defaultThreadMemoryMb },
    });
    // What a thread says after it was replaced is of no interest.
    const end = (how: JobEnd, isUsable: boolean): void => {
      if (lane.worker === worker) lane.end?.(how, isUsable);
    };
    worker.on('message', (answer: Answer) => {
      if ('news' in answer) lane.onNews(answer.news);
      else if ('result' in answer) end({ kind: 'done', result: answer.result }, true);
      else end({ kind: 'lost', reason: answer.failure }, true);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const beat = readHeartbeat(lane.shared);
      const ranOut = error.code === 'ERR_WORKER_OUT_OF_MEMORY' && beat.state === 'simulating';
      if (ranOut && lane.worker === worker && lane.end !== null) lane.stuck(beat, true);
    });
    worker.on('error', (error) => end({ kind: 'lost', reason: error.message }, false));
    worker.on('exit', (code) => end({ kind: 'lost', reason: `its thread ended with code ${code}` }, false));
    return worker;
  }

  /** The attempt that shows more than this one, which is over and has no say any more. */
  function again(lane: Lane, queued: Queued, beat: Beat, ranOutOfMemory: boolean): void {
    const beats = [...queued.beats, beat];
    const { job, finish } = queued;
    if (lane.isAborted) {
      const where = eventWords(beat.kind, beat.event);
      lane.end?.({ kind: 'lost', reason: `it did not come to the end of ${where}` }, false);
    } else if (nextPass(job, beats) === null) {
      lane.end?.({ kind: 'done', result: stuckResult(job, beat) }, false);
    } else {
      const next = { ...queued, beats, ...(ranOutOfMemory ? { job: { ...job, ranOutOfMemory } } : {}) };
      queue.unshift({ ...next, finish });
      lane.end?.({ kind: 'lost', reason: '' }, false);
    }
  }

  function begin(lane: Lane, queued: Queued): void {
    const { job, beats, finish, onNews } = queued;
    Object.assign(lane, watched(lane.shared));
    lane.shared.fill(0);
    lane.worker ??= startWorker(lane);
    const { worker } = lane;
    let isRepeated = false;
    // What an attempt told that is repeated has been told.
    lane.onNews = beats.length === 0 ? onNews : () => undefined;
    lane.stuck = (beat, ranOutOfMemory) => {
      isRepeated = !lane.isAborted && nextPass(job, [...beats, beat]) !== null;
      again(lane, queued, beat, ranOutOfMemory);
    };
    lane.end = (how, isUsable) => {
      lane.end = null;
      clearTimeout(timer);
      if (!isUsable) {
        lane.worker = null;
        void worker.terminate();
      }
      if (!isRepeated) finish(how);
      next();
    };
    const seconds = options.jobTimeoutMs / 1000;
    const timer = setTimeout(
      () => lane.end?.({ kind: 'lost', reason: `it did not end within ${seconds} s` }, false),
      options.jobTimeoutMs,
    );
    worker.postMessage(nextPass(job, beats) ?? job);
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
    abort: () => {
      for (const lane of lanes) {
        if (lane.end === null) continue;
        lane.isAborted = true;
        lane.worker?.postMessage('abort');
      }
    },
    run: (job, onNews = () => undefined) =>
      new Promise((resolve) => {
        if (closed) {
          resolve({ kind: 'lost', reason: 'the threads were ended before it began' });
          return;
        }
        queue.push({ job, beats: [], onNews, finish: resolve });
        next();
      }),
    close: async () => {
      closed = true;
      clearInterval(looking);
      for (const { finish } of queue.splice(0))
        finish({ kind: 'lost', reason: 'the threads were ended before it began' });
      await Promise.all(lanes.map(async ({ worker }) => worker?.terminate()));
    },
  };
}
