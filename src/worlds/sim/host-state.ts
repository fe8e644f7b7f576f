// How every host stands at one moment, for a person who stopped a run to look at it. Looking changes nothing.

import type { NodeStatus } from '../../../cluster/anvil.ts';
import type { SimulatedCluster } from './cluster.ts';
import type { SimulatedProcessState } from './processes.ts';

export interface HostState {
  readonly node: string;
  readonly process: SimulatedProcessState;
  /** What its node would say of itself; `null` without a process. */
  readonly status: NodeStatus | null;
  /** Wall clock minus true time. */
  readonly wallOffsetMs: number;
  /** Hosts whose messages do not arrive here. */
  readonly cutFrom: readonly string[];
  /** Lasting conditions of its disk. */
  readonly diskConditions: readonly string[];
}

/** Looks at every host, in their order. */
export function hostStates(cluster: SimulatedCluster): readonly HostState[] {
  const { names, processes, clocks, network, disks } = cluster.simulation;
  return names.map((node, host) => ({
    node,
    process: processes.state(host),
    status: cluster.statusOf(host),
    wallOffsetMs: clocks.wallOffsetMs(host),
    cutFrom: names.filter((_name, from) => network.isCut(from, host)),
    diskConditions: disks[host]?.faults.conditions() ?? [],
  }));
}
