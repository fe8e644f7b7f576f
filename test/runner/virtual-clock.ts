// A clock that stands still until told to run: time jumps from one timer to the next once nothing else is left to do.

import type { WorldClock } from '../../src/worlds/world.ts';

interface PendingTimer {
  readonly atNs: number;
  readonly order: number;
  readonly callback: () => void;
}

export interface VirtualClock extends WorldClock {
  /** Lets time pass until the work is done, and gives its result. Throws when the work waits for nothing. */
  runUntil<T>(work: Promise<T>): Promise<T>;
}

export function createVirtualClock(): VirtualClock {
  const timers: PendingTimer[] = [];
  let nowNs = 0;
  let order = 0;

  function after(durationMs: number, callback: () => void): () => void {
    order += 1;
    const timer = { atNs: nowNs + Math.round(durationMs * 1e6), order, callback };
    timers.push(timer);
    timers.sort((left, right) => left.atNs - right.atNs || left.order - right.order);
    return () => {
      const position = timers.indexOf(timer);
      if (position !== -1) timers.splice(position, 1);
    };
  }

  return {
    nowNs: () => nowNs,
    after,
    sleep: (durationMs) => new Promise((resolve) => void after(durationMs, resolve)),
    async runUntil(work) {
      let done = false;
      const finish = (): void => void (done = true);
      work.then(finish, finish);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (done) return work;
        const timer = timers.shift();
        if (timer === undefined) throw new Error('Nothing is left that could end the wait.');
        nowNs = timer.atNs;
        timer.callback();
      }
    },
  };
}
