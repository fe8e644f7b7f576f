// What lasting faults of disks have in common: choosing hosts, putting their disks into a condition, and waiting for a
// call that the condition hits, which alone shows that it took effect.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { DiskFault } from '../src/worlds/disk-fault.ts';
import type { DiskFaults, NodeName, World } from '../src/worlds/world.ts';
import type { FaultResult } from './fault.ts';
import { answers, hostsInOrder, nodesInState } from './process-faults.ts';
import { chooseHosts, targetValue, whyNobody } from './target.ts';
import { makeAvailable, makeUnavailable, unavailableHosts } from './unavailable-hosts.ts';

/** How long a disk may go without a call before the fault counts as one that found nothing to break. */
const hitTimeoutMs = 1500;
const pollIntervalMs = 50;
/** How long a healed disk is watched for calls that are still hit. */
const quietMs = 200;

/** The disk family of a world that a package with `needs: ['disk']` was given. */
export function diskOf({ name, faults }: World): DiskFaults {
  if (faults.disk === undefined) throw new Error(`The ${name} world has no disk faults.`);
  return faults.disk;
}

/** How often faults of this kind have hit calls on a host's disk. */
export async function hitsOf(world: World, host: NodeName, kind: string): Promise<number> {
  return (await diskOf(world).hits(host))[kind] ?? 0;
}

/** Waits until faults of this kind have hit more than `before` calls; false when none came in time. */
export async function waitForHit(
  world: World,
  host: NodeName,
  kind: string,
  before: number,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < hitTimeoutMs; waitedMs += pollIntervalMs) {
    if ((await hitsOf(world, host, kind)) > before) return true;
    await world.clock.sleep(pollIntervalMs);
  }
  return false;
}

/** The result of a fault that found nothing to act upon. */
export function nothingTo(verb: string, why: string): FaultResult {
  return { description: `nothing to ${verb}`, hosts: [], verified: true, evidence: {}, skipped: why };
}

/**
 * Puts the disks of chosen hosts into a condition. Disks without a call in time are healed again at once.
 * @param owner name of the fault package
 * @param kind what `hits` counts this condition under
 * @param afterwards what makes a host meet the fault, where its usual calls would not
 */
export async function injectOnDisks(
  world: World,
  invocation: Invocation,
  owner: string,
  fault: DiskFault,
  kind: string,
  afterwards: (host: NodeName) => Promise<void> = () => Promise.resolve(),
): Promise<FaultResult> {
  const disk = diskOf(world);
  const value = targetValue(invocation);
  const chosen = await chooseHosts(world, await hostsInOrder(world), value);
  if (chosen.length === 0)
    return nothingTo(owner, whyNobody(value, 'no process was running on a whole disk'));
  makeUnavailable(world, owner, chosen);
  const before = await Promise.all(chosen.map((host) => hitsOf(world, host, kind)));
  await Promise.all(chosen.map((host) => disk.inject(host, fault).then(() => afterwards(host))));
  const hit = await Promise.all(
    chosen.map((host, index) => waitForHit(world, host, kind, before[index] ?? 0)),
  );
  const healed = chosen.filter((_, index) => hit[index] !== true);
  await Promise.all(healed.map((host) => disk.heal(host)));
  const hitLate = await Promise.all(
    healed.map(async (host) => (await hitsOf(world, host, kind)) > (before[chosen.indexOf(host)] ?? 0)),
  );
  const idle = healed.filter((_, index) => hitLate[index] !== true);
  makeAvailable(world, idle);
  const hosts = chosen.filter((host) => !idle.includes(host));
  if (hosts.length === 0) return nothingTo(owner, 'no call was made to the disk');
  const evidence: Record<string, JsonValue> = {};
  for (const host of hosts)
    evidence[host] = (await hitsOf(world, host, kind)) - (before[chosen.indexOf(host)] ?? 0);
  return {
    description: `${kind} on ${hosts.join(', ')}`,
    hosts,
    verified: true,
    evidence: { hits: evidence },
  };
}

/** Heals the disks that `owner` has broken, starts what died of it, and checks that no call is hit any more. */
export async function endOnDisks(world: World, owner: string): Promise<FaultResult> {
  const disk = diskOf(world);
  const hosts = [...unavailableHosts(world)].flatMap(([host, by]) => (by === owner ? [host] : []));
  await Promise.all(hosts.map((host) => disk.heal(host)));
  makeAvailable(world, hosts);
  const dead = (await nodesInState(world, 'absent')).filter((host) => hosts.includes(host));
  await Promise.all(dead.map((host) => world.faults.process.start(host)));
  const answered = await Promise.all(dead.map((host) => answers(world, host)));
  const before = await Promise.all(hosts.map((host) => disk.hits(host)));
  await world.clock.sleep(quietMs);
  const after = await Promise.all(hosts.map((host) => disk.hits(host)));
  const quiet = JSON.stringify(before) === JSON.stringify(after);
  return {
    description: hosts.length === 0 ? `no disk to heal after ${owner}` : `disk healed: ${hosts.join(', ')}`,
    hosts,
    verified: quiet && answered.every(Boolean),
    evidence: { restarted: dead, answered: dead.filter((_, index) => answered[index]), hitsStopped: quiet },
  };
}
