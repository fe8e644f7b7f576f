// What a run does where nobody said otherwise: one minute of registers under partitions, kills and pauses.

import type { Plan } from './plan.ts';
import { randomSeed } from './seed.ts';

/** Every field of a plan but the world, which depends on the machine. */
export function defaultPlan(world: Plan['world']): Plan {
  return {
    format: 1,
    name: 'register',
    workload: 'register',
    nemesis: ['partition', 'kill', 'pause'],
    world,
    nodes: 5,
    concurrency: 20,
    ratePerSecond: 500,
    timeSeconds: 60,
    faultIntervalSeconds: 9,
    operationTimeoutMs: 5000,
    settleSeconds: 30,
    seed: randomSeed().number,
    version: 'current',
  };
}

const leastFaultsOfAKind = 3;

/**
 * Mean seconds between faults where nobody said any: closer together in a short run, so that each kind comes at all. In
 * whole milliseconds, so that the command that runs it again is short and exact.
 */
export function usualFaultInterval(usualSeconds: number, timeSeconds: number): number {
  const closerSeconds = Math.ceil((timeSeconds / leastFaultsOfAKind) * 1000) / 1000;
  return Math.min(usualSeconds, closerSeconds);
}
