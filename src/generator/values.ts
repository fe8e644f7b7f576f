// The smallest generators: nothing, one operation, operations from a function, a log line.

import type { Context, Generator, Invocation } from './generator.ts';
import { pending, place } from './step.ts';

/** Is done at once. */
export const nothing: Generator = { step: () => ({ kind: 'done' }), update: () => nothing };

/** One operation, then done. */
export function once(invocation: Invocation): Generator {
  const self: Generator = {
    step(context) {
      const placed = place(invocation, context);
      return placed === null ? pending(self) : { kind: 'invoke', invocation: placed, next: nothing };
    },
    update: () => self,
  };
  return self;
}

/**
 * Operations computed one after the other from a state (a counter, a random stream). The function must be pure; it is
 * asked only while a thread is free. It answers the operation and the state after it, or `null` to be done.
 */
export function fromFunction<State>(
  state: State,
  next: (state: State, context: Context) => readonly [Invocation, State] | null,
): Generator {
  const self: Generator = {
    step(context) {
      if (context.freeThreads.length === 0) return pending(self);
      const answer = next(state, context);
      if (answer === null) return { kind: 'done' };
      const placed = place(answer[0], context);
      if (placed === null) return pending(self);
      return { kind: 'invoke', invocation: placed, next: fromFunction(answer[1], next) };
    },
    update: () => self,
  };
  return self;
}

/** A line for the run's log, then done. */
export function log(message: string): Generator {
  const self: Generator = { step: () => ({ kind: 'log', message, next: nothing }), update: () => self };
  return self;
}
