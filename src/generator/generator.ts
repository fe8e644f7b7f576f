// A generator says what to do next. It is a pure value: asking it changes nothing, and gives the operation together
// with the generator that comes after it. After Jepsen's generator namespace; combinators live beside this file.

import type { JsonValue, Operation, Process } from '../history/operation.ts';

/** An operation to be invoked. */
export interface Invocation {
  readonly f: string;
  readonly value: JsonValue;
  readonly key?: JsonValue;
  /** The process that is to carry it out; a free one where absent. */
  readonly process?: Process;
  /** Not before this moment, in ns since the start of the run; at once where absent. */
  readonly time?: number;
}

/** What a generator may look at. Threads are numbered from 0; `nemesis` is a thread of its own. */
export interface Context {
  /** Nanoseconds since the start of the run. */
  readonly time: number;
  /** Threads with nothing to do, in a fixed order. */
  readonly freeThreads: readonly Process[];
  /** Every thread of the run (or those left visible by a combinator such as `reserve`). */
  readonly threads: readonly Process[];
  /** The process each thread now plays: a process whose operation ended as `info` is retired for a new one. */
  readonly processOfThread: (thread: Process) => Process;
  /** The thread that plays a process now, visible or not; `undefined` for a process that is retired or unknown. */
  readonly threadOfProcess: (process: Process) => Process | undefined;
}

/** An event as told to `update`: an operation was invoked, or completed. */
export type GeneratorEvent = Operation;

export type Step =
  | {
      readonly kind: 'invoke';
      readonly invocation: Required<Pick<Invocation, 'process' | 'time'>> & Invocation;
      readonly next: Generator;
    }
  /** A line for the run's log, not an operation. */
  | { readonly kind: 'log'; readonly message: string; readonly next: Generator }
  /** Nothing now. Ask again after the next event, or at `wakeAt` (ns since the start) if that comes first. */
  | { readonly kind: 'pending'; readonly wakeAt?: number; readonly next: Generator }
  | { readonly kind: 'done' };

/** Immutable; randomness is part of the value (a seeded stream state), so equal generators give equal steps. */
export interface Generator {
  step(context: Context): Step;
  update(context: Context, event: GeneratorEvent): Generator;
}
