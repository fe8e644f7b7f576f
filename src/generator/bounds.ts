// Generators that end: after a number of operations, or after a time.

import type { Generator } from './generator.ts';
import { nanosecondsPerMillisecond, pending, withNext } from './step.ts';
import { nothing } from './values.ts';

/** At most `count` operations. */
export function limit(count: number, generator: Generator): Generator {
  if (count <= 0) return nothing;
  const self: Generator = {
    step(context) {
      const step = generator.step(context);
      return withNext(step, (next) => limit(step.kind === 'invoke' ? count - 1 : count, next));
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : limit(count, next);
    },
  };
  return self;
}

/** Operations that begin less than `durationMs` after this generator was first asked. */
export function timeLimit(durationMs: number, generator: Generator): Generator {
  const self: Generator = {
    step: (context) => until(context.time + durationMs * nanosecondsPerMillisecond, generator).step(context),
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : timeLimit(durationMs, next);
    },
  };
  return self;
}

function until(endNs: number, generator: Generator): Generator {
  const self: Generator = {
    step(context) {
      if (context.time >= endNs) return { kind: 'done' };
      const step = generator.step(context);
      if (step.kind === 'invoke' && step.invocation.time >= endNs) return { kind: 'done' };
      if (step.kind !== 'pending') return withNext(step, (next) => until(endNs, next));
      const next = step.next === generator ? self : until(endNs, step.next);
      return pending(next, Math.min(step.wakeAt ?? endNs, endNs));
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : until(endNs, next);
    },
  };
  return self;
}
