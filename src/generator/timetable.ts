// Operations at given moments: a recorded schedule, or a list written by hand.

import type { Generator, Invocation } from './generator.ts';
import { sequence } from './sequence.ts';
import { pending } from './step.ts';
import { once } from './values.ts';

export interface TimetableEntry {
  readonly invocation: Invocation;
  /** Ns since the timetable was first asked. */
  readonly afterNs: number;
}

/** The operations in their order, each at its moment or, where its thread is still busy then, as soon as that is free. */
export function timetable(entries: readonly TimetableEntry[]): Generator {
  const self: Generator = {
    // Waiting for no time at all fixes the moment that everything counts from.
    step: (context) => pending(startingAt(context.time, entries), context.time),
    update: () => self,
  };
  return self;
}

function startingAt(startNs: number, entries: readonly TimetableEntry[]): Generator {
  return sequence(entries.map(({ invocation, afterNs }) => once({ ...invocation, time: startNs + afterNs })));
}
