// When the next operation comes: at a mean rate, at a fixed distance, after a pause.

import type { RandomStream } from '../random/stream.ts';
import type { Generator, Step } from './generator.ts';
import { nanosecondsPerMillisecond, pending, withNext } from './step.ts';

const nanosecondsPerSecond = 1_000_000_000;

/**
 * Operations at `ratePerSecond` on average over all threads: gaps between the starts of two operations are uniform from
 * zero to twice the mean. A generator that falls behind does not catch up in a burst.
 */
export function stagger(ratePerSecond: number, random: RandomStream, generator: Generator): Generator {
  const widestGapNs = (2 * nanosecondsPerSecond) / ratePerSecond;
  return paced(generator, null, random, (stream) => {
    const [fraction, next] = stream.unit();
    return [Math.round(fraction * widestGapNs), next];
  });
}

/** Operations whose starts are at least `intervalMs` apart. */
export function delay(intervalMs: number, generator: Generator): Generator {
  return paced(generator, null, undefined, () => [intervalMs * nanosecondsPerMillisecond, undefined]);
}

/** Holds back each operation until the gap after the one before it has passed; `gap` draws from a pure state. */
function paced<State>(
  generator: Generator,
  notBeforeNs: number | null,
  state: State,
  gap: (state: State) => readonly [gapNs: number, next: State],
): Generator {
  const self: Generator = {
    step(context): Step {
      const step = generator.step(context);
      if (step.kind !== 'invoke') return withNext(step, (next) => paced(next, notBeforeNs, state, gap));
      const time = Math.max(step.invocation.time, notBeforeNs ?? 0);
      const [gapNs, following] = gap(state);
      const next = paced(step.next, time + gapNs, following, gap);
      return { kind: 'invoke', invocation: { ...step.invocation, time }, next };
    },
    update(context, event) {
      const next = generator.update(context, event);
      return next === generator ? self : paced(next, notBeforeNs, state, gap);
    },
  };
  return self;
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
