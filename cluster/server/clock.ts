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
      const timer = setTimeout(callback, Math.min(Math.max(0, Math.ceil(delayMs)), maxDelayMs));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
