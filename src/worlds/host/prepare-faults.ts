// Makes the hosts ready for the faults that a plan asks for, starts the database on each, and hands out the fault agents.
// What a plan does not ask for is not set up: no library in front of the database, no agent beside it.

import type { Capability } from '../capabilities.ts';
import type { FaultAgents, NodeName } from '../world.ts';
import { type AgentClient, startAgent } from './agent-client.ts';
import { createClockAgent, type HostClock, prepareClock } from './clock-agent.ts';
import type { Host } from './host.ts';
import { createNetworkAgent, prepareNetwork } from './network-agent.ts';
import { createProcessAgent } from './process-agent.ts';

/**
 * Resolves once every database process exists.
 * @throws {HostError} when a host lacks what a fault needs.
 */
export async function prepareFaults(
  hosts: ReadonlyMap<NodeName, Host>,
  needs: readonly Capability[],
): Promise<FaultAgents> {
  const clocks = new Map<NodeName, HostClock>();
  const agents = new Map<NodeName, AgentClient>();
  const processes = createProcessAgent(hosts, {
    environmentOf: (node) => clocks.get(node)?.environment ?? {},
  });
  const movesClocks = needs.includes('clock');

  const prepareHost = async (host: Host): Promise<void> => {
    if (movesClocks) clocks.set(host.name, await prepareClock(host));
    const clock = clocks.get(host.name);
    if (clock !== undefined) agents.set(host.name, await startAgent(host, { clock }));
    await processes.start(host.name);
  };
  // Each host goes on as soon as it can: none waits for the slowest to have started.
  await Promise.all([...[...hosts.values()].map(prepareHost), prepareNetwork(hosts)]);
  const seesClock = async (node: NodeName): Promise<boolean> =>
    (await processes.maps(node, 'libfaketime')) !== false;
  return {
    network: createNetworkAgent(hosts),
    process: processes,
    ...(movesClocks ? { clock: createClockAgent(agents, seesClock) } : {}),
  };
}
