// Barriers: what comes after starts only when every thread has finished what came before.

import type { Generator } from './generator.ts';
import { sequence } from './sequence.ts';
import { pending } from './step.ts';

/** Waits until every visible thread is free, then goes on as the given generator. */
export function synchronize(generator: Generator): Generator {
  const self: Generator = {
    step: (context) =>
      context.freeThreads.length === context.threads.length ? generator.step(context) : pending(self),
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : synchronize(next);
    },
  };
  return self;
}

/** Each generator in turn; no operation of one starts before the last of the one before it has completed. */
export function phases(generators: readonly Generator[]): Generator {
  return sequence(generators.map(synchronize));
}

/** The first generator, and once all its operations have completed, the second. */
export function andThen(first: Generator, second: Generator): Generator {
  return sequence([first, synchronize(second)]);
}
