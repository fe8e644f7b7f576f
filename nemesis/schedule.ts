// How the faults of several packages follow each other where they are not drawn each by itself: all at once and then a rest,
// each into the next, or one at a time. Every package of a run works its own moments out from the seed alone.

import type { Generator } from '../src/generator/generator.ts';
import { nanosecondsPerMillisecond, pending } from '../src/generator/step.ts';
import { nothing } from '../src/generator/values.ts';
import { createRandomSource } from '../src/random/source.ts';
import { createRandomStream } from '../src/random/stream.ts';

/**
 * `steady`: each package by itself, with random pauses. `bursts`: all packages strike within a moment, then all rest.
 * `overlapping`: the next package strikes when a fault is half over. `back-to-back`: one fault at a time, the next when one ends.
 */
export const schedules = ['steady', 'bursts', 'overlapping', 'back-to-back'] as const;
export type Schedule = (typeof schedules)[number];

/** The part of one package in a rhythm of several. */
export interface SchedulePart {
  readonly schedule: Exclude<Schedule, 'steady'>;
  /** Of the package among those of the run, from 0. */
  readonly position: number;
  readonly packages: number;
}

/** From when to when a fault lasts, in ms since the load began. */
export interface Moments {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of an interval, the moment within which the faults of a burst begin. */
const burstShare = 0.1;

/** The moments of one round; a round takes `intervalMs`, in which each package has one fault. */
export function momentsOf(
  { schedule, position, packages }: SchedulePart,
  round: number,
  { seed, intervalMs, faultShare }: { seed: number; intervalMs: number; faultShare: number },
): Moments {
  const stream = createRandomStream(seed).fork('nemesis/rhythm');
  const order = createRandomSource(stream).shuffle(Array.from({ length: packages }, (_, index) => index));
  const place = order.indexOf(position);
  const slotMs = intervalMs / packages;
  const beginMs = round * intervalMs;
  if (schedule === 'bursts') {
    const calmMs = intervalMs * Math.max(0, 1 - faultShare - burstShare);
    const burst = createRandomSource(stream.fork(`burst ${round}`)).unit();
    const fromMs = beginMs + calmMs * burst + slotMs * burstShare * place;
    return { fromMs, toMs: fromMs + intervalMs * faultShare };
  }
  const slots = schedule === 'overlapping' ? Math.min(2, packages) : 1;
  return { fromMs: beginMs + slotMs * place, toMs: beginMs + slotMs * (place + slots) };
}

/** A generator that knows when it was first asked, in ns. */
export function fromNow(make: (nowNs: number) => Generator): Generator {
  const self: Generator = {
    step: (context) => pending(make(context.time), context.time),
    update: () => self,
  };
  return self;
}

/** Does nothing until then. */
export function waitUntil(startNs: number, afterMs: number): Generator {
  const endNs = startNs + Math.round(afterMs * nanosecondsPerMillisecond);
  const self: Generator = {
    step: (context) => (context.time < endNs ? pending(self, endNs) : nothing.step(context)),
    update: () => self,
  };
  return self;
}
