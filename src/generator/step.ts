// What every combinator does with the steps of the generators inside it.

import type { Process } from '../history/operation.ts';
import type { Context, Generator, Invocation, Step } from './generator.ts';

/** An invocation with its process and its time decided. */
export type PlacedInvocation = Extract<Step, { kind: 'invoke' }>['invocation'];

export const nanosecondsPerMillisecond = 1_000_000;

/** The same step with the generator that follows it wrapped again. */
export function withNext(step: Step, wrap: (next: Generator) => Generator): Step {
  // Written out, since this is done several times for every operation, and a spread costs ten times as much.
  switch (step.kind) {
    case 'done':
      return step;
    case 'invoke':
      return { kind: 'invoke', invocation: step.invocation, next: wrap(step.next) };
    case 'log':
      return { kind: 'log', message: step.message, next: wrap(step.next) };
    default:
      return pending(wrap(step.next), step.wakeAt);
  }
}

/** As `withNext`, but a generator that stays as it was needs no new wrapping: `self` goes on. */
export function withChangedNext(
  step: Step,
  generator: Generator,
  self: Generator,
  wrap: (next: Generator) => Generator,
): Step {
  if (step.kind === 'done' || step.next !== generator) return withNext(step, wrap);
  return step.kind === 'pending' ? pending(self, step.wakeAt) : withNext(step, () => self);
}

/** A step that asks to be asked again: after the next event, or at `wakeAt` ns. */
export function pending(next: Generator, wakeAt?: number): Step {
  return wakeAt === undefined ? { kind: 'pending', next } : { kind: 'pending', wakeAt, next };
}

/**
 * Gives an invocation to the process it names, or to the thread idle for longest; `null` while none is free.
 * @throws {Error} when the process it names is played by no thread, so that it could wait for ever
 */
export function place(invocation: Invocation, context: Context): PlacedInvocation | null {
  const thread =
    invocation.process === undefined ? context.freeThreads[0] : requiredThread(invocation.process, context);
  if (thread === undefined || !context.freeThreads.includes(thread)) return null;
  const time = Math.max(context.time, invocation.time ?? 0);
  const process = context.processOfThread(thread);
  const { f, key, value } = invocation;
  return key === undefined ? { f, value, process, time } : { f, key, value, process, time };
}

function requiredThread(process: Process, context: Context): Process {
  const thread = context.threadOfProcess(process);
  if (thread === undefined || !context.threads.includes(thread))
    throw new Error(`A generator asked for process ${process}, which no thread plays.`);
  return thread;
}
