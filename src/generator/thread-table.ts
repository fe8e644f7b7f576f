// Which threads are free, and which process each plays: the bookkeeping that the runner and the simulator of
// generators share. A process whose operation ended as `info` is retired; its thread goes on as process + clients.

import type { Process } from '../history/operation.ts';
import type { Context } from './generator.ts';

export interface ThreadTable {
  /** What a generator may see at a moment (ns). Free threads are in the order they became free. */
  context(time: number): Context;
  threadOf(process: Process): Process;
  /** The thread is busy from now on. */
  take(thread: Process): void;
  /** The thread is free again. */
  release(thread: Process): void;
  /** The thread's process is never used again. Does nothing for the nemesis. */
  retire(thread: Process): void;
}

export interface ThreadTableOptions {
  /** Number of client threads, numbered from 0. */
  readonly clients: number;
  readonly withNemesis: boolean;
  /** Thread `t` starts as process `firstProcess + t`. */
  readonly firstProcess: number;
}

/** Makes a table in which every thread is free. */
export function createThreadTable(options: ThreadTableOptions): ThreadTable {
  const clientThreads: readonly Process[] = Array.from({ length: options.clients }, (_, thread) => thread);
  const threads: readonly Process[] = options.withNemesis ? [...clientThreads, 'nemesis'] : clientThreads;
  // A new array at each change: what is worked out from one stays true of it.
  let free = threads;
  const processes = clientThreads.map((_, thread) => options.firstProcess + thread);
  const processOfThread = (thread: Process): Process =>
    thread === 'nemesis' ? thread : (processes[thread] as number);
  const threadOfProcess = (process: Process): Process | undefined => {
    if (process === 'nemesis') return options.withNemesis ? process : undefined;
    const thread = (process - options.firstProcess) % options.clients;
    return processes[thread] === process ? thread : undefined;
  };
  return {
    context: (time) => ({ time, freeThreads: free, threads, processOfThread, threadOfProcess }),
    threadOf: (process) =>
      process === 'nemesis' ? process : (process - options.firstProcess) % options.clients,
    take(thread) {
      const position = free.indexOf(thread);
      if (position === -1)
        throw new Error(`A generator gave an operation to thread ${thread}, which is busy.`);
      free = free.toSpliced(position, 1);
    },
    release(thread) {
      free = [...free, thread];
    },
    retire(thread) {
      if (thread !== 'nemesis') processes[thread] = (processes[thread] as number) + options.clients;
    },
  };
}
