// The liveness phase: a quorum is healed and the rest is left as it is. Within a bound of virtual time that quorum must
// elect a leader, serve a write and a read, and agree on one state (after TigerBeetle's simulator).

import { isServing, type SimulatedCluster } from './cluster.ts';
import type { FaultAtlas } from './fault-atlas.ts';
import type { RandomStream } from './random.ts';

/** Hosts that will be healed: a majority, with every damaged disk left out if that is possible. */
export function chooseQuorum(
  cluster: SimulatedCluster,
  atlas: FaultAtlas,
  random: RandomStream,
): readonly number[] {
  const hosts = [...cluster.simulation.names.keys()];
  const keys = new Map(
    hosts.map((host) => [host, random.next() + (atlas.damaged().includes(host) ? 2 ** 33 : 0)]),
  );
  const size = Math.floor(hosts.length / 2) + 1;
  return hosts
    .sort((left, right) => (keys.get(left) as number) - (keys.get(right) as number))
    .slice(0, size)
    .sort((left, right) => left - right);
}

/**
 * Opens the links within the quorum, heals its disks, and has its processes run. A host outside that exchanges messages
 * with the quorum, but not freely with all of it, is cut off from all of it: it could lead soundly for ever with those
 * that reach it, and the others would follow nobody.
 */
export function healQuorum(cluster: SimulatedCluster, quorum: readonly number[]): void {
  const { names, network, disks, processes } = cluster.simulation;
  for (const outsider of names.keys()) {
    if (quorum.includes(outsider)) continue;
    const links = quorum.flatMap((host) => [[outsider, host] as const, [host, outsider] as const]);
    const allWhole = links.every(([from, to]) => !network.isCut(from, to) && !network.isShaped(from, to));
    const someExchange = quorum.some(
      (host) => !network.isCut(outsider, host) && !network.isCut(host, outsider),
    );
    if (allWhole || !someExchange) continue;
    for (const host of quorum) {
      network.setCut(outsider, host, true);
      network.setCut(host, outsider, true);
    }
  }
  for (const host of quorum) {
    for (const other of quorum) {
      network.setCut(host, other, false);
      network.setShape(host, other, null);
    }
    disks[host]?.faults.heal();
    disks[host]?.releaseHungCalls();
    processes.resume(host);
    processes.start(host);
  }
}

/** The leader with a lease that every node of the quorum follows, in the quorum or not; `null` when there is none. */
export function leaderOf(cluster: SimulatedCluster, quorum: readonly number[]): number | null {
  const statuses = quorum.map((host) => cluster.statusOf(host));
  const name = statuses[0]?.leader ?? null;
  if (name === null) return null;
  const leader = cluster.simulation.indexOf(name);
  const all = [cluster.statusOf(leader), ...statuses];
  const agreed = all.every((status) => status !== null && isServing(status) && status.leader === name);
  return agreed ? leader : null;
}

/** True when every node of the quorum has applied the same commands, all that are committed. */
export function hasConverged(cluster: SimulatedCluster, quorum: readonly number[]): boolean {
  const statuses = quorum.map((host) => cluster.statusOf(host));
  const first = statuses[0];
  if (first === null || first === undefined) return false;
  return statuses.every(
    (status) =>
      status !== null &&
      status.log.appliedLogId === first.log.appliedLogId &&
      status.log.appliedLogId === status.log.committedLogId &&
      status.stateHash === first.stateHash,
  );
}
