// The two clocks of a real machine. Order and waiting go by the monotonic one alone.

import type { Clock } from '../env.ts';

const nsPerMs = 1e6;
/** Longest delay that the platform's timers take. */
const maxDelayMs = 2 ** 31 - 1;

export function machineClock(): Clock {
  const startNs = process.hrtime.bigint();
  return {
    monotonicMs: () => Number(process.hrtime.bigint() - startNs) / nsPerMs,
    wallMs: () => Date.now(),
    after(delayMs, callback) {
      if (delayMs <= 0) {
        // A turn of its own and no more: a timeout would take a millisecond.
        const turn = setImmediate(callback);
        return { cancel: () => clearImmediate(turn) };
      }
      const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), maxDelayMs));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
