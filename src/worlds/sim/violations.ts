// The first promise the cluster broke. From that moment the cluster stands still, so that what is seen is what broke it.

import type { Violation } from '../world.ts';
import type { Pump } from './pump.ts';
import type { Simulation } from './simulation.ts';

export interface ViolationKeeper {
  first(): Violation | null;
  /** Aborted at the first violation. */
  readonly signal: AbortSignal;
  /** Notes a violation that happened now; only the first counts. */
  report(kind: Violation['kind'], name: string, message: string, hosts: readonly number[]): void;
}

/** Makes a keeper without a violation. */
export function createViolationKeeper(simulation: Simulation, pump: Pick<Pump, 'handOver'>): ViolationKeeper {
  const controller = new AbortController();
  let first: Violation | null = null;
  return {
    first: () => first,
    signal: controller.signal,
    report: (kind, name, message, hosts) => {
      if (first !== null) return;
      const nodes = hosts.map((host) => simulation.names[host] as string);
      const violation: Violation = { kind, name, timeNs: simulation.kernel.nowNs(), nodes, message };
      first = violation;
      simulation.processes.freeze();
      pump.handOver(() => controller.abort(new Error(`${violation.name}: ${violation.message}`)));
    },
  };
}
