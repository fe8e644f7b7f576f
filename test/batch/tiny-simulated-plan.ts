// A simulated run that is over in a moment, with a fault or two in it.

import { createNode } from '../../cluster/node.ts';
import {
  type RunSimulatedOptions,
  runSimulated,
  type SimulatedRunResult,
} from '../../src/batch/run-simulated.ts';
import { partsOf } from '../../src/cli/plan-parts.ts';
import type { Plan } from '../../src/plan/plan.ts';

export const tinyPlan: Plan = {
  format: 1,
  name: 'tiny',
  workload: 'register',
  nemesis: ['partition', 'kill'],
  world: 'sim',
  nodes: 3,
  concurrency: 6,
  ratePerSecond: 100,
  timeSeconds: 4,
  faultIntervalSeconds: 2,
  operationTimeoutMs: 2000,
  settleSeconds: 20,
  seed: 7,
  version: 'current',
};

export const tinyBudget = { timeMs: 30_000, memoryBytes: 2 ** 29 };

/** Runs the tiny plan, changed where wanted, on this checkout's own database. */
export function runTiny(
  changes: Partial<Plan> = {},
  options: Partial<RunSimulatedOptions> = {},
): Promise<SimulatedRunResult> {
  return runSimulated({
    plan: { ...tinyPlan, ...changes },
    partsOf,
    createNode,
    budget: tinyBudget,
    ...options,
  });
}
