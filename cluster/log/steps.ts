// Disk work in order: each step starts when the one before it has answered, and the first error ends the row.

import type { DiskCallback } from '../env.ts';

export type Step = (next: DiskCallback) => void;

/** Runs `steps` one after the other; `done` gets the first error or `null`. */
export function runSteps(steps: readonly Step[], done: DiskCallback): void {
  const run = (index: number): void => {
    const step = steps[index];
    if (step === undefined) {
      done(null);
      return;
    }
    step((error) => {
      if (error === null) run(index + 1);
      else done(error);
    });
  };
  run(0);
}
