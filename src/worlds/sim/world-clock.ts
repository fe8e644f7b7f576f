// The run's own clock: virtual time, as clients and nemeses see it.

import type { WorldClock } from '../world.ts';
import type { Pump } from './pump.ts';
import { type Simulation, worldEvent } from './simulation.ts';

/** Makes the clock that stands at the simulation's time. */
export function createWorldClock(simulation: Simulation, pump: Pump): WorldClock {
  const { kernel } = simulation;
  const wake = worldEvent('world', 'wake');
  const after = (durationMs: number, callback: () => void): (() => void) => {
    const release = pump.hold();
    let cancelled = false;
    const event = kernel.schedule(Math.max(0, durationMs) * 1e6, wake, () => {
      pump.handOver(() => {
        release();
        if (!cancelled) callback();
      });
    });
    return () => {
      cancelled = true;
      kernel.cancel(event);
      release();
    };
  };
  return {
    nowNs: () => kernel.nowNs(),
    after,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = (): void => {
          cancel();
          reject(signal?.reason as Error);
        };
        const cancel = after(durationMs, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
