// A disk is emptied, as when it was replaced, and the node comes back with nothing: it must not vote, nor count as a copy,
// before it holds again what it had helped to commit. The world refuses it where it could take the last copies.

import type { Invocation } from '../src/generator/generator.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { standingOf } from './administration.ts';
import { diskOf, nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { answers, hostsInOrder } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, type Target, targetValue } from './target.ts';
import { makeAvailable, makeUnavailable, unavailableHosts } from './unavailable-hosts.ts';

const decks: readonly (readonly Target[])[] = [['leader', 'one'], ['minority']];
/** Within this a node counts again where nothing else is broken. No longer: other faults wait for their turn meanwhile. */
const rejoinTimeoutMs = 2500;
const pollIntervalMs = 100;

/** Hosts whose nodes came back and were not yet seen to count again. */
const rejoining = new WeakMap<World, Set<NodeName>>();

function rejoiningOf(world: World): Set<NodeName> {
  const hosts = rejoining.get(world) ?? new Set();
  rejoining.set(world, hosts);
  return hosts;
}

async function wipeHosts(world: World, invocation: Invocation): Promise<FaultResult> {
  const candidates = await chooseHosts(world, await hostsInOrder(world), targetValue(invocation));
  const hosts: NodeName[] = [];
  for (const host of candidates) if (await diskOf(world).wipe(host)) hosts.push(host);
  if (hosts.length === 0) return nothingTo('wipe', 'no disk may be emptied now');
  makeUnavailable(world, 'wipe', hosts);
  const empty = await Promise.all(hosts.map((host) => diskOf(world).isEmpty(host)));
  const states = await Promise.all(hosts.map((host) => world.faults.process.state(host)));
  return {
    description: `disk emptied: ${hosts.join(', ')}`,
    hosts,
    verified: empty.every(Boolean) && states.every((state) => state === 'absent'),
    evidence: { empty: hosts.filter((_, index) => empty[index]), states },
  };
}

async function rejoin(world: World): Promise<FaultResult> {
  const hosts = [...unavailableHosts(world)].flatMap(([host, by]) => (by === 'wipe' ? [host] : []));
  makeAvailable(world, hosts);
  await Promise.all(hosts.map((host) => world.faults.process.start(host)));
  const answered = await Promise.all(hosts.map((host) => answers(world, host)));
  const waiting = rejoiningOf(world);
  for (const host of hosts) waiting.add(host);
  const states: Record<NodeName, string> = {};
  for (let waitedMs = 0; waiting.size > 0 && waitedMs < rejoinTimeoutMs; waitedMs += pollIntervalMs) {
    for (const host of [...waiting]) {
      states[host] = (await standingOf(world, host))?.state ?? 'silent';
      if (states[host] === 'serving') waiting.delete(host);
    }
    if (waiting.size > 0) await world.clock.sleep(pollIntervalMs);
  }
  return {
    description: hosts.length === 0 ? 'no wiped node to start' : `rejoined: ${hosts.join(', ')}`,
    hosts,
    verified: answered.every(Boolean),
    // A node that other faults keep from counting again says so itself; the run ends only when every node serves.
    evidence: { states, stillRepairing: [...waiting] },
  };
}

export const wipe: FaultPackageFactory = {
  name: 'wipe',
  summary: 'empty the disk of one node, the leader or a minority, and let the node join again with nothing',
  needs: ['disk'],
  create: (options) => ({
    name: 'wipe',
    startOperations: ['wipe'],
    stopOperations: ['rejoin'],
    values: { wipe: onHosts },
    schedule: () => alternate(options, 'wipe', 'rejoin', decks, (target, pick) => ({ target, pick })),
    heal: () => once('rejoin'),
    invoke: (world, invocation) => (invocation.f === 'wipe' ? wipeHosts(world, invocation) : rejoin(world)),
  }),
};
