// The time of a checker that goes through a history once: the clock is looked at now and then, as looking costs more than a row.

import type { Budget } from './checker.ts';

export interface Deadline {
  /** Asked once a row. True when the time was over at a look: whoever is told so goes no further. */
  isOver(): boolean;
  /** The reason for the verdict unknown, after so many of all. */
  reason(done: number, all: number): string;
}

const rowsBetweenLooks = 4096;

/** Begins now. */
export function createDeadline({ timeMs }: Budget): Deadline {
  const endMs = performance.now() + timeMs;
  let asked = 0;
  return {
    isOver() {
      const looks = asked % rowsBetweenLooks === 0;
      asked += 1;
      return looks && performance.now() >= endMs;
    },
    reason: (done, all) => `The time budget of ${timeMs} ms ran out after ${done} of ${all} events.`,
  };
}
