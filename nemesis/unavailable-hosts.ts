// Hosts on which a process cannot run for now, such as one whose disk fails every call: whoever restarts processes
// leaves these to the fault that broke them.

import type { NodeName, World } from '../src/worlds/world.ts';

const hostsOf = new WeakMap<World, Map<NodeName, string>>();

/** Each host that is out of order, with the fault package that answers for it. */
export function unavailableHosts(world: World): ReadonlyMap<NodeName, string> {
  return hostsOf.get(world) ?? new Map();
}

/** Notes that `owner` has put these hosts out of order. */
export function makeUnavailable(world: World, owner: string, hosts: readonly NodeName[]): void {
  const all = hostsOf.get(world) ?? new Map<NodeName, string>();
  hostsOf.set(world, all);
  for (const host of hosts) all.set(host, owner);
}

/** Notes that these hosts are in order again. */
export function makeAvailable(world: World, hosts: readonly NodeName[]): void {
  for (const host of hosts) hostsOf.get(world)?.delete(host);
}
