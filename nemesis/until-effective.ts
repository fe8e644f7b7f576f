// A fault that finds nothing to act upon is tried again soon: a process that is down now may run in a moment, and a run in
// which a fault never bit says nothing about it.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { nanosecondsPerMillisecond, pending, place } from '../src/generator/step.ts';
import { nothing } from '../src/generator/values.ts';
import type { JsonValue } from '../src/history/operation.ts';

/** Tries when nothing else is said. */
const usualTries = 20;

/**
 * Invokes a fault and waits for its completion; once more after `retryMs` for as long as the completion says that there was
 * nothing to act upon, `tries` times at most.
 */
export function untilEffective(start: Invocation, retryMs: number, tries = usualTries): Generator {
  return attempt(start, retryMs, tries, 0);
}

function attempt(start: Invocation, retryMs: number, triesLeft: number, notBeforeNs: number): Generator {
  const self: Generator = {
    step(context) {
      if (context.time < notBeforeNs) return pending(self, notBeforeNs);
      const invocation = place(start, context);
      if (invocation === null) return pending(self);
      return { kind: 'invoke', invocation, next: awaiting(start, retryMs, triesLeft - 1, false) };
    },
    update: () => self,
  };
  return self;
}

/** @param announced whether the first of the operation's two events was seen */
function awaiting(start: Invocation, retryMs: number, triesLeft: number, announced: boolean): Generator {
  const self: Generator = {
    step: () => pending(self),
    update(context, event) {
      if (event.process !== 'nemesis' || event.f !== start.f) return self;
      if (!announced) return awaiting(start, retryMs, triesLeft, true);
      if (triesLeft === 0 || !foundNothing(event.value)) return nothing;
      return attempt(start, retryMs, triesLeft, context.time + retryMs * nanosecondsPerMillisecond);
    },
  };
  return self;
}

function foundNothing(value: JsonValue): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && 'skipped' in value;
}
