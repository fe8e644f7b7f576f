// One act of a fault in the simulated world: an event of its own, so that it stands in the trace at its moment.

import type { Pump } from './pump.ts';
import { type Simulation, worldEvent } from './simulation.ts';

/** Runs `work` as a fault event, `delayMs` from now, and resolves with what it returns. */
export type Act = <Value>(name: string, work: () => Value, delayMs?: number) => Promise<Value>;

/** How long an act takes: about what a command on a real host does. */
const actMs = 2;

/** Acts of this simulation. */
export function createAct(simulation: Simulation, pump: Pump): Act {
  return (name, work, delayMs = actMs) =>
    pump.promise((resolve, reject) => {
      simulation.kernel.schedule(delayMs * 1e6, worldEvent('fault', name), () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
}
