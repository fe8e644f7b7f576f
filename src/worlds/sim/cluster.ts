// Anvil on the simulated hosts: makes a node for each life of a process and remembers it, so that clients, reports and
// invariants can reach the one that lives now.

import type { AnvilNode, NodeConfiguration, NodeStatus, Timings } from '../../../cluster/anvil.ts';
import type { Env } from '../../../cluster/env.ts';
import type { ReplicaInspection } from '../../../cluster/inspection.ts';
import type { Incarnation } from './processes.ts';
import { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';

/** A node that may let the simulator look inside. */
export interface SimulatedNode extends AnvilNode {
  readonly inspect?: () => ReplicaInspection | null;
  readonly liveStatus?: () => NodeStatus | null;
}

/** Makes a node that lives in `env`; Anvil's `createNode`, or a broken build of it. */
export type CreateNode = (env: Env, configuration: NodeConfiguration) => SimulatedNode;

export interface ClusterOptions extends Omit<SimulationOptions, 'program'> {
  /** Makes the node of a host's next life: the builds may differ. */
  readonly createNode: CreateNode;
  readonly timings: Timings;
}

export interface SimulatedCluster {
  readonly simulation: Simulation;
  /** The node of the process that now lives on a host, stopped or not; `null` when there is none. */
  nodeOf(host: number): SimulatedNode | null;
  statusOf(host: number): NodeStatus | null;
  /** As `statusOf`, to be looked at now and not kept: its fields may change with the node. */
  glanceAt(host: number): NodeStatus | null;
  /** Runs `work` with the node of this life, when its process next runs; never once it is over. */
  visit(life: Incarnation, work: (node: AnvilNode) => void): void;
}

export const rootUserName = 'root';

/** Makes the hosts, all without a process yet. */
export function createCluster(options: ClusterOptions): SimulatedCluster {
  const nodes: (SimulatedNode | null)[] = options.nodes.map(() => null);
  const program = (name: string, env: Env): void => {
    const host = options.nodes.indexOf(name);
    const node = options.createNode(env, {
      name,
      voters: options.nodes,
      timings: options.timings,
      rootUser: { name: rootUserName, passwordHash: new Uint8Array(20) },
    });
    nodes[host] = node;
    node.start(() => undefined);
  };
  const simulation = createSimulation({ ...options, program });
  simulation.processes.onGone((host) => {
    nodes[host] = null;
  });
  const nodeOf = (host: number): SimulatedNode | null => nodes[host] ?? null;
  return {
    simulation,
    nodeOf,
    statusOf: (host) => nodeOf(host)?.status() ?? null,
    glanceAt: (host) => {
      const node = nodeOf(host);
      return node === null ? null : (node.liveStatus?.() ?? node.status());
    },
    visit: (life, work) => {
      simulation.processes.deliver(life, () => {
        const node = nodeOf(life.node);
        if (node !== null) work(node);
      });
    },
  };
}

/** Whether a node takes statements and its cluster has a leader with a lease. */
export function isServing(status: NodeStatus): boolean {
  const leads = status.role !== 'leader' || status.leaseRemainingMs > 0;
  return status.state === 'serving' && status.leader !== null && leads;
}
