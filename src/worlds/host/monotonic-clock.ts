// The clock of worlds that live in real time: the machine's monotonic clock, counted from when the world was made.

import type { WorldClock } from '../world.ts';

export function createMonotonicClock(): WorldClock {
  const startNs = process.hrtime.bigint();
  return {
    nowNs: () => Number(process.hrtime.bigint() - startNs),
    after(durationMs, callback) {
      const timer = setTimeout(callback, durationMs);
      return () => clearTimeout(timer);
    },
    sleep(durationMs, signal) {
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', abort);
          resolve();
        }, durationMs);
        if (signal?.aborted) abort();
        else signal?.addEventListener('abort', abort, { once: true });
      });
    },
  };
}
