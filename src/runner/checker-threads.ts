// Checkers in threads of their own, so that this one stays free for whoever presses Ctrl-C. Each thread reads the history
// from its file. A checker that does not end in its time, or takes more memory than there is, costs its own verdict only.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Budget, Verdict } from '../checkers/checker.ts';
import type { CheckerOptions } from '../checkers/checker-options.ts';
import type { Plan } from '../plan/plan.ts';

/** Where the checkers of a judgement come from: plain data, for threads. */
export type CheckerSource =
  /** Those of the plan's workload, in its order. */
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      /** Where the files from the nodes' disks lie. */
      readonly nodesDirectory?: string;
    }
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly options: CheckerOptions;
    };

export interface CheckerThreadsOptions {
  /** The bundled module that exports `openJudge`. */
  readonly moduleUrl: string;
  readonly historyPath: string;
  readonly source: CheckerSource;
  /** At most so many at a time; one per core where absent. */
  readonly threads?: number;
}

export interface CheckerThreads {
  /**
   * Asks the checker at a position of the source. Running out of a budget is the verdict unknown.
   * @throws {Error} as the checker did
   */
  check(position: number, name: string, budget: Budget): Promise<Verdict>;
  /** Ends every thread at once. */
  close(): Promise<void>;
}

type Answer =
  | { readonly ready: true }
  | { readonly verdict: Verdict }
  | { readonly failure: { readonly message: string; readonly stack: string } };

interface Job {
  readonly position: number;
  readonly name: string;
  readonly budget: Budget;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and what it is at. */
interface Lane {
  readonly worker: Worker;
  isReady: boolean;
  job: Job | null;
  /** When it was given its job. */
  sinceMs: number;
}

/** A checker looks at the clock itself; this much later it is taken for one that does not. */
const graceMs = 2_000;
const lookIntervalMs = 250;

/** Threads start as checkers are asked, and the module is loaded then. */
export function createCheckerThreads(options: CheckerThreadsOptions): CheckerThreads {
  let mostLanes = options.threads ?? availableParallelism();
  const lanes = new Set<Lane>();
  const queue: Job[] = [];
  const residentBefore = process.memoryUsage.rss();
  let timer: NodeJS.Timeout | null = null;

  function open(budget: Budget): Lane {
    const { moduleUrl, historyPath, source } = options;
    const worker = new Worker(new URL('./checker-thread.mjs', import.meta.url), {
      workerData: { moduleUrl, historyPath, source },
      resourceLimits: { maxOldGenerationSizeMb: Math.max(64, Math.floor(budget.memoryBytes / 2 ** 20)) },
    });
    const lane: Lane = { worker, isReady: false, job: null, sinceMs: performance.now() };
    worker.on('message', (answer: Answer) => take(lane, answer));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      lose(lane, isMemory ? outOfMemory : (job) => job.reject(error));
    });
    worker.on('exit', (code) =>
      lose(lane, (job) => job.reject(new Error(`its thread ended with code ${code}`))),
    );
    lanes.add(lane);
    return lane;
  }

  function take(lane: Lane, answer: Answer): void {
    if (!lanes.has(lane)) return;
    if ('ready' in answer) {
      lane.isReady = true;
      if (lane.job !== null) start(lane, lane.job);
      return;
    }
    if ('failure' in answer) {
      const error = new Error(answer.failure.message);
      error.stack = answer.failure.stack;
      // A thread that could not read the history answers nothing more.
      if (!lane.isReady) return lose(lane, (job) => job.reject(error));
      lane.job?.reject(error);
    } else lane.job?.resolve(answer.verdict);
    lane.job = null;
    next();
  }

  function start(lane: Lane, { position, budget }: Job): void {
    lane.sinceMs = performance.now();
    lane.worker.postMessage({ position, budget });
  }

  /** Gives a thread up, with what becomes of its job. */
  function lose(lane: Lane, settle: (job: Job) => void): void {
    if (!lanes.delete(lane)) return;
    void lane.worker.terminate();
    if (lane.job !== null) settle(lane.job);
    next();
  }

  function next(): void {
    while (queue.length > 0) {
      const idle = [...lanes].find(({ job }) => job === null);
      if (idle === undefined && lanes.size >= mostLanes) return;
      const job = queue.shift() as Job;
      const lane = idle ?? open(job.budget);
      lane.job = job;
      lane.sinceMs = performance.now();
      if (lane.isReady) start(lane, job);
    }
    const isBusy = [...lanes].some(({ job }) => job !== null);
    if (isBusy) timer ??= setInterval(look, lookIntervalMs);
    else if (timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  /** Threads in trouble cannot tell: time and memory are watched from here. */
  function look(): void {
    const busy = [...lanes].filter(({ job }) => job !== null);
    for (const lane of busy) {
      const { timeMs } = (lane.job as Job).budget;
      if (performance.now() - lane.sinceMs > timeMs + graceMs) lose(lane, outOfTime);
    }
    const latest = busy
      .filter((lane) => lanes.has(lane))
      .sort((a, b) => a.sinceMs - b.sinceMs)
      .at(-1);
    if (latest === undefined) return;
    const { memoryBytes } = (latest.job as Job).budget;
    if (process.memoryUsage.rss() - residentBefore <= memoryBytes) return;
    // All share the memory: with several at work, the latest goes back to be asked again when it has all of it.
    if (busy.length === 1) return lose(latest, outOfMemory);
    mostLanes = 1;
    lose(latest, (job) => void queue.unshift(job));
  }

  return {
    check: (position, name, budget) =>
      new Promise((resolve, reject) => {
        queue.push({ position, name, budget, resolve, reject });
        next();
      }),
    async close() {
      if (timer !== null) clearInterval(timer);
      const open = [...lanes];
      lanes.clear();
      await Promise.all(open.map(({ worker }) => worker.terminate()));
    },
  };
}

function outOfTime({ name, budget, resolve }: Job): void {
  resolve(undecided(name, `The checker did not end within its time budget of ${budget.timeMs / 1000} s.`));
}

function outOfMemory({ name, budget, resolve }: Job): void {
  const mebibytes = Math.round(budget.memoryBytes / 2 ** 20);
  resolve(undecided(name, `The checker needed more than its memory budget of ${mebibytes} MiB.`));
}

function undecided(checker: string, reason: string): Verdict {
  return { checker, valid: 'unknown', reason, witnesses: [], details: {} };
}
