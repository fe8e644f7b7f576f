// Which optional families of faults each world can inject: known without booting it, so that a plan that asks for more
// is refused before anything starts.

import type { FaultAgents, WorldName } from './world.ts';

/**
 * Moving wall clocks, disk faults with power loss, hosts that go silent or grant their database little, and links that
 * delay, lose, repeat or reorder.
 */
export type Capability = 'clock' | 'disk' | 'host' | 'network-shape';

/** What each world can do beyond cutting links and signalling processes. */
export const worldCapabilities: Readonly<Record<WorldName, readonly Capability[]>> = {
  docker: ['clock', 'disk', 'host', 'network-shape'],
  namespaces: ['clock', 'disk', 'host', 'network-shape'],
  sim: ['clock', 'disk', 'network-shape'],
};

/** What the agents of a booted world can really do. */
export function capabilitiesOf({ clock, disk, host, network }: FaultAgents): readonly Capability[] {
  return [
    ...(clock === undefined ? [] : (['clock'] as const)),
    ...(disk === undefined ? [] : (['disk'] as const)),
    ...(host === undefined ? [] : (['host'] as const)),
    ...(network.shape === undefined ? [] : (['network-shape'] as const)),
  ];
}
