// When the next operation comes: at a mean rate, at a fixed distance, after a pause.

import type { RandomStream } from '../random/stream.ts';
import type { Generator, Step } from './generator.ts';
import { nanosecondsPerMillisecond, type PlacedInvocation, pending, withChangedNext } from './step.ts';

const nanosecondsPerSecond = 1_000_000_000;
const longestCatchUpNs = 50_000_000;

interface Pace {
  /** When the next operation should begin; `null` before the first. */
  readonly dueNs: number | null;
  /** How far behind the next operation may count itself. */
  readonly catchUpNs: number;
}

/**
 * Operations at `ratePerSecond` on average over all threads: gaps between the starts of two operations are uniform from
 * zero to twice the mean. What a coarse clock or a busy moment cost is caught up, but only the last 50 ms of it: a
 * long pause is not followed by a burst.
 */
export function stagger(ratePerSecond: number, random: RandomStream, generator: Generator): Generator {
  const widestGapNs = (2 * nanosecondsPerSecond) / ratePerSecond;
  return paced(generator, { dueNs: null, catchUpNs: longestCatchUpNs }, random, (stream) => {
    const [fraction, next] = stream.unit();
    return [Math.round(fraction * widestGapNs), next];
  });
}

/** Operations whose starts are at least `intervalMs` apart. */
export function delay(intervalMs: number, generator: Generator): Generator {
  return paced(generator, { dueNs: null, catchUpNs: 0 }, undefined, () => [
    intervalMs * nanosecondsPerMillisecond,
    undefined,
  ]);
}

/** Holds back each operation until the gap after the one before it has passed; `gap` draws from a pure state. */
function paced<State>(
  generator: Generator,
  pace: Pace,
  state: State,
  gap: (state: State) => readonly [gapNs: number, next: State],
): Generator {
  const self: Generator = {
    step(context): Step {
      // The generator is asked only once its operation is due: asking at every event in between is for nothing.
      if (pace.dueNs !== null && context.time < pace.dueNs) return pending(self, pace.dueNs);
      const step = generator.step(context);
      if (step.kind !== 'invoke') {
        return withChangedNext(step, generator, self, (next) => paced(next, pace, state, gap));
      }
      const dueNs = pace.dueNs ?? step.invocation.time;
      const time = Math.max(step.invocation.time, dueNs);
      const [gapNs, following] = gap(state);
      const nextDueNs = Math.max(dueNs, time - pace.catchUpNs) + gapNs;
      const next = paced(step.next, { ...pace, dueNs: nextDueNs }, following, gap);
      return { kind: 'invoke', invocation: atTime(step.invocation, time), next };
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : paced(next, pace, state, gap);
    },
  };
  return self;
}

function atTime(invocation: PlacedInvocation, time: number): PlacedInvocation {
  return invocation.time === time ? invocation : { ...invocation, time };
}

/** No operation: is done `durationMs` after it was first asked. */
export function sleep(durationMs: number): Generator {
  const self: Generator = {
    step: (context) => sleepUntil(context.time + durationMs * nanosecondsPerMillisecond).step(context),
    update: () => self,
  };
  return self;
}

function sleepUntil(endNs: number): Generator {
  const self: Generator = {
    step: (context) => (context.time >= endNs ? { kind: 'done' } : pending(self, endNs)),
    update: () => self,
  };
  return self;
}
