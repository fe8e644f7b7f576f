// Which optional families of faults each world can inject: known without booting it, so that a plan that asks for more
// is refused before anything starts.

import type { FaultAgents, WorldName } from './world.ts';

/** Moving wall clocks, disk faults with power loss, and links that delay, lose, repeat or reorder. */
export type Capability = 'clock' | 'disk' | 'network-shape';

/** What each world can do beyond cutting links and signalling processes. */
export const worldCapabilities: Readonly<Record<WorldName, readonly Capability[]>> = {
  docker: ['clock', 'disk', 'network-shape'],
  namespaces: ['clock', 'disk', 'network-shape'],
  sim: ['clock', 'disk', 'network-shape'],
};

/** What the agents of a booted world can really do. */
export function capabilitiesOf({ clock, disk, network }: FaultAgents): readonly Capability[] {
  return [
    ...(clock === undefined ? [] : (['clock'] as const)),
    ...(disk === undefined ? [] : (['disk'] as const)),
    ...(network.shape === undefined ? [] : (['network-shape'] as const)),
  ];
}
