// A fault that finds nothing to act upon is tried again soon: a process that is down now may run in a moment, and a run in
// which a fault never bit says nothing about it.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { nanosecondsPerMillisecond, pending, place } from '../src/generator/step.ts';
import { nothing } from '../src/generator/values.ts';
import type { JsonValue } from '../src/history/operation.ts';

/** Tries of each kind when nothing else is said. */
const usualTries = 20;

/**
 * Invokes a fault and waits for its completion; once more after `retryMs` for as long as the completion says that there was
 * nothing to act upon. What found nothing `triesEach` times gives way to the next kind at once: in a short run the package would
 * not have another turn.
 * @param kinds in the order in which they are tried; each is left for good after its tries, so that the end is always reached
 */
export function untilEffective(
  kinds: readonly Invocation[],
  retryMs: number,
  triesEach = usualTries,
): Generator {
  return attempt({ kinds, retryMs, triesEach, tried: 0 }, 0);
}

interface Trial {
  readonly kinds: readonly Invocation[];
  readonly retryMs: number;
  readonly triesEach: number;
  /** Tries so far, over all kinds. */
  readonly tried: number;
}

const kindOf = ({ kinds, triesEach, tried }: Trial): Invocation | undefined =>
  kinds[Math.floor(tried / triesEach)];

function attempt(trial: Trial, notBeforeNs: number): Generator {
  const start = kindOf(trial);
  if (start === undefined) return nothing;
  const self: Generator = {
    step(context) {
      if (context.time < notBeforeNs) return pending(self, notBeforeNs);
      const invocation = place(start, context);
      if (invocation === null) return pending(self);
      return { kind: 'invoke', invocation, next: awaiting(start, trial, false) };
    },
    update: () => self,
  };
  return self;
}

/** @param announced whether the first of the operation's two events was seen */
function awaiting(start: Invocation, trial: Trial, announced: boolean): Generator {
  const self: Generator = {
    step: () => pending(self),
    update(context, event) {
      if (event.process !== 'nemesis' || event.f !== start.f) return self;
      if (!announced) return awaiting(start, trial, true);
      if (!foundNothing(event.value)) return nothing;
      const notBeforeNs = context.time + trial.retryMs * nanosecondsPerMillisecond;
      return attempt({ ...trial, tried: trial.tried + 1 }, notBeforeNs);
    },
  };
  return self;
}

function foundNothing(value: JsonValue): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && 'skipped' in value;
}
