// The living parts that a plan names: its workload and its fault packages.

import type { FaultPackage } from '../../nemesis/fault.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { workloads } from '../../workloads/registry.ts';
import type { Workload } from '../../workloads/workload.ts';
import type { Plan } from '../plan/plan.ts';
import type { NodeName } from '../worlds/world.ts';
import { findByName } from './nearest.ts';

export interface PlanParts {
  workload(nodes: readonly NodeName[]): Workload;
  faults(nodes: readonly NodeName[]): readonly FaultPackage[];
}

/**
 * Finds the parts of a plan.
 * @throws {CommandFailure} for an unknown workload or nemesis, with the nearest name.
 */
export function partsOf(plan: Plan): PlanParts {
  const { seed, concurrency, faultIntervalSeconds } = plan;
  const workload = findByName('workload', plan.workload, workloads);
  const packages = plan.nemesis.map((name) => findByName('nemesis', name, faultPackages));
  const intervalMs = faultIntervalSeconds * 1000;
  return {
    workload: (nodes) => workload.create({ seed, nodes, concurrency }),
    faults: (nodes) => packages.map((factory) => factory.create({ seed, nodes, intervalMs })),
  };
}

/** Names of a plan's nodes, for a plan whose world is gone. */
export function nodesOf(plan: Plan): readonly NodeName[] {
  return Array.from({ length: plan.nodes }, (_, index) => `n${index + 1}`);
}
