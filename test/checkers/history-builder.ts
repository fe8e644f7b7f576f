// Histories written by hand: one short line an event, so that a test reads as a timeline.

import type { JsonValue, Operation, OperationType } from '../../src/history/operation.ts';

/** Process, type, function, value; then key and node where they matter. */
export type Event = readonly [
  process: Operation['process'],
  type: OperationType,
  f: string,
  value?: JsonValue,
  more?: { readonly key?: JsonValue; readonly node?: string },
];

/** Numbers the events and gives each a millisecond. */
export function historyOf(...events: readonly Event[]): readonly Operation[] {
  return events.map(([process, type, f, value = null, more = {}], index) => ({
    index,
    time: index * 1_000_000,
    process,
    type,
    f,
    value,
    ...more,
  }));
}

/** Plenty for any history a test holds, on a machine with much else to do as well. */
export const ampleBudget = { timeMs: 600_000, memoryBytes: 1 << 30 };
