// A node is away for so long that the others' logs no longer reach back to where it left: they are truncated before it
// comes back, so that only a snapshot can bring it up.

import type { Invocation } from '../src/generator/generator.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { type NodeStanding, standingOf } from './administration.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { answers, hostsInOrder, nodesInState } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, type Target, targetValue } from './target.ts';
import { truncateLog } from './truncate-log.ts';
import { makeAvailable, makeUnavailable, unavailableHosts } from './unavailable-hosts.ts';

const decks: readonly (readonly Target[])[] = [['one', 'leader'], ['minority']];
/** No longer: other faults wait for their turn meanwhile. */
const catchUpTimeoutMs = 2500;
const pollIntervalMs = 100;

/** Of each absent node, the last LogID it had. */
const absentOf = new WeakMap<World, Map<NodeName, number>>();

function absences(world: World): Map<NodeName, number> {
  const known = absentOf.get(world) ?? new Map<NodeName, number>();
  absentOf.set(world, known);
  return known;
}

async function leave(world: World, invocation: Invocation): Promise<FaultResult> {
  const hosts = await chooseHosts(world, await hostsInOrder(world), targetValue(invocation));
  if (hosts.length === 0) return nothingTo('take away', 'no process was running');
  for (const host of hosts)
    absences(world).set(host, (await standingOf(world, host))?.lastLogId ?? Number.POSITIVE_INFINITY);
  makeUnavailable(world, 'long-absence', hosts);
  await Promise.all(hosts.map((host) => world.faults.process.kill(host)));
  const states = await Promise.all(hosts.map((host) => world.faults.process.state(host)));
  return {
    description: `away: ${hosts.join(', ')}`,
    hosts,
    verified: states.every((state) => state === 'absent'),
    evidence: { states },
  };
}

/** True once the node's own log begins behind where it left: entries in between were never brought to it. */
async function skipsEntries(world: World, host: NodeName, lastLogId: number): Promise<boolean> {
  let standing: NodeStanding | null = null;
  for (let waitedMs = 0; waitedMs < catchUpTimeoutMs; waitedMs += pollIntervalMs) {
    standing = await standingOf(world, host);
    if (standing !== null && standing.firstLogId > lastLogId + 1) return true;
    if (standing?.state === 'serving' && standing.lastLogId > lastLogId + 1 && standing.firstLogId > 0) break;
    await world.clock.sleep(pollIntervalMs);
  }
  return false;
}

async function comeBack(world: World): Promise<FaultResult> {
  const hosts = [...unavailableHosts(world)].flatMap(([host, by]) => (by === 'long-absence' ? [host] : []));
  const present = (await nodesInState(world, 'running')).filter((host) => !unavailableHosts(world).has(host));
  const truncations =
    hosts.length === 0 ? [] : await Promise.all(present.map((host) => truncateLog(world, host)));
  /** Every node that runs has forgotten what this one lacks. */
  const isBehindAll = (host: NodeName): boolean =>
    truncations.length > 0 &&
    truncations.every(({ firstLogIdAfter }) => (firstLogIdAfter ?? 0) > (absences(world).get(host) ?? 0) + 1);
  const behind = hosts.filter(isBehindAll);
  makeAvailable(world, hosts);
  await Promise.all(hosts.map((host) => world.faults.process.start(host)));
  const answered = await Promise.all(hosts.map((host) => answers(world, host)));
  const bySnapshot = await Promise.all(
    behind.map((host) => skipsEntries(world, host, absences(world).get(host) ?? 0)),
  );
  for (const host of hosts) absences(world).delete(host);
  return {
    description: hosts.length === 0 ? 'nobody was away' : `back: ${hosts.join(', ')}`,
    hosts,
    verified: answered.every(Boolean),
    // What other faults let none of: whoever is up does not answer, or too little was written meanwhile.
    evidence: { behindAllLogs: behind, caughtUpBySnapshot: behind.filter((_, index) => bySnapshot[index]) },
  };
}

export const longAbsence: FaultPackageFactory = {
  name: 'long-absence',
  summary: 'take one node, the leader or a minority away until the logs of the others no longer reach back',
  create: (options) => ({
    name: 'long-absence',
    startOperations: ['leave'],
    stopOperations: ['come-back'],
    values: { leave: onHosts },
    schedule: () => alternate(options, 'leave', 'come-back', decks, (target, pick) => ({ target, pick })),
    heal: () => once('come-back'),
    invoke: (world, invocation) => (invocation.f === 'leave' ? leave(world, invocation) : comeBack(world)),
  }),
};
