// Operations changed, or left out, on their way out of a generator.

import type { Context, Generator, Invocation, Step } from './generator.ts';
import { type PlacedInvocation, withNext } from './step.ts';

const maximumRejectedInARow = 10_000;

/** Every operation as the (pure) function rewrites it; process and time stay unless it changes them. */
export function map(
  rewrite: (invocation: PlacedInvocation, context: Context) => Invocation,
  generator: Generator,
): Generator {
  const self: Generator = {
    step(context): Step {
      const step = generator.step(context);
      const next = withNext(step, (following) => map(rewrite, following));
      if (next.kind !== 'invoke') return next;
      return { ...next, invocation: { ...next.invocation, ...rewrite(next.invocation, context) } };
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : map(rewrite, next);
    },
  };
  return self;
}

/**
 * Only the operations the (pure) predicate accepts.
 * @throws {Error} from `step`, when it refuses ten thousand in a row
 */
export function filter(accept: (invocation: PlacedInvocation) => boolean, generator: Generator): Generator {
  const self: Generator = {
    step(context) {
      let step = generator.step(context);
      for (let rejected = 0; step.kind === 'invoke' && !accept(step.invocation); rejected += 1) {
        if (rejected === maximumRejectedInARow) {
          throw new Error(
            `filter() refused ${maximumRejectedInARow} operations in a row; its predicate may accept none.`,
          );
        }
        step = step.next.step(context);
      }
      return withNext(step, (next) => filter(accept, next));
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : filter(accept, next);
    },
  };
  return self;
}
