// Makes the hosts ready for the faults that a plan asks for, starts the database on each, and hands out the fault agents.
// What a plan does not ask for is not set up: no library in front of the database, no agent beside it.

import { createBuildAgent } from '../build-agent.ts';
import type { WorldOptions } from '../options.ts';
import type { Place } from '../place.ts';
import type { FaultAgents, NodeName } from '../world.ts';
import type { AgentSettings } from './agent/protocol.ts';
import { type AgentClient, startAgent } from './agent-client.ts';
import { createClockAgent, type HostClock, prepareClock } from './clock-agent.ts';
import { createDiskAgent } from './disk/agent.ts';
import { createMountedDisk, type MountedDisk } from './disk/mounted-disk.ts';
import type { Host } from './host.ts';
import { createHostFaults } from './host-faults.ts';
import { createLinkShaper, packetQueueNumber, prepareShaping } from './link-shaper.ts';
import { createNetworkAgent, prepareNetwork } from './network-agent.ts';
import { createProcessAgent } from './process-agent.ts';
import { lostDiskServer } from './watch-hosts.ts';

/**
 * Resolves once every database process exists.
 * @throws {HostError} when a host lacks what a fault needs.
 */
export async function prepareFaults(
  hosts: ReadonlyMap<NodeName, Host>,
  { needs = [], seed = 0, upgrade }: Pick<WorldOptions, 'needs' | 'seed' | 'upgrade'>,
  place: Place,
): Promise<FaultAgents> {
  const clocks = new Map<NodeName, HostClock>();
  const agents = new Map<NodeName, AgentClient>();
  const disks = new Map<NodeName, MountedDisk>();
  const mounted = new Set<NodeName>();
  const builds = upgrade === undefined ? null : createBuildAgent([...hosts.keys()], upgrade.descriptions);
  const processes = createProcessAgent(hosts, {
    bundleOf: (node) => {
      const files = (hosts.get(node) as Host).files;
      return builds?.installed(node) === 'upgrade' ? files.upgradeBundle : files.bundle;
    },
    environmentOf: (node) => clocks.get(node)?.environment ?? {},
    // Should the program that serves the disk have died, the database finds its data again.
    beforeStart: async (node) => {
      const hadToMount = await disks.get(node)?.mount();
      if (hadToMount === true && mounted.has(node)) place.loseHost(node, lostDiskServer);
      mounted.add(node);
    },
  });
  const movesClocks = needs.includes('clock');
  const shapesLinks = needs.includes('network-shape');

  const breaksDisks = needs.includes('disk');
  for (const host of breaksDisks ? hosts.values() : []) disks.set(host.name, createMountedDisk(host, seed));

  const prepareHost = async (host: Host): Promise<void> => {
    if (movesClocks) clocks.set(host.name, await prepareClock(host));
    if (shapesLinks) await prepareShaping(host);
    const clock = clocks.get(host.name);
    const settings: AgentSettings = {
      ...(clock === undefined ? {} : { clock }),
      ...(shapesLinks ? { packetQueue: packetQueueNumber } : {}),
    };
    if (movesClocks || shapesLinks) {
      const agent = await startAgent(host, settings);
      agents.set(host.name, agent);
      void agent.gone.then(() => place.suspectHost(host.name, 'lost its fault agent'));
    }
    await processes.start(host.name);
  };
  // Each host goes on as soon as it can: none waits for the slowest to have started.
  await Promise.all([...[...hosts.values()].map(prepareHost), prepareNetwork(hosts)]);
  const seesClock = async (node: NodeName): Promise<boolean> =>
    (await processes.maps(node, 'libfaketime')) !== false;
  return {
    network: createNetworkAgent(hosts, shapesLinks ? createLinkShaper(hosts, agents) : null),
    process: processes,
    host: createHostFaults(hosts, processes, needs.includes('memory')),
    ...(builds === null ? {} : { builds }),
    ...(movesClocks ? { clock: createClockAgent(agents, seesClock) } : {}),
    ...(breaksDisks
      ? { disk: createDiskAgent(hosts, disks, processes, needs.includes('undetectable-loss')) }
      : {}),
  };
}
