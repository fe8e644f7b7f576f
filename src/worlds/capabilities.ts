// Which optional families of faults each world can inject: known without booting it, so that a plan that asks for more
// is refused before anything starts.

import type { FaultAgents, WorldName } from './world.ts';

/**
 * Moving wall clocks, disk faults with power loss, hosts that go silent or grant their database little, and links that
 * delay, lose, repeat or reorder. `memory`: the kernel kills a database for want of it. `undetectable-loss`: disks that lose what no node can notice, so that even a sound database
 * may lose what it acknowledged; only for a plan that says so by naming such a package.
 */
export type Capability = 'clock' | 'disk' | 'host' | 'memory' | 'network-shape' | 'undetectable-loss';

/** What each world can do beyond cutting links and signalling processes. */
export const worldCapabilities: Readonly<Record<WorldName, readonly Capability[]>> = {
  docker: ['clock', 'disk', 'host', 'memory', 'network-shape', 'undetectable-loss'],
  namespaces: ['clock', 'disk', 'host', 'memory', 'network-shape', 'undetectable-loss'],
  sim: ['clock', 'disk', 'network-shape'],
};

/** What the agents of a booted world can really do. */
export function capabilitiesOf({ clock, disk, host, network }: FaultAgents): readonly Capability[] {
  return [
    ...(clock === undefined ? [] : (['clock'] as const)),
    ...(disk === undefined ? [] : (['disk'] as const)),
    ...(host === undefined ? [] : (['host'] as const)),
    ...(host?.runOutOfMemory === undefined ? [] : (['memory'] as const)),
    ...(network.shape === undefined ? [] : (['network-shape'] as const)),
  ];
}
