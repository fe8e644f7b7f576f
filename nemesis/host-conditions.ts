// What lasting faults of hosts have in common: choosing hosts in order, breaking each, looking at what the operating system says,
// and bringing each back with its database running and answering.

import type { Invocation } from '../src/generator/generator.ts';
import type { JsonValue } from '../src/history/operation.ts';
import type { HostFaults, NodeName, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultResult } from './fault.ts';
import { answers, hostsInOrder } from './process-faults.ts';
import { chooseHosts, targetValue, whyNobody } from './target.ts';
import { makeAvailable, makeUnavailable, unavailableHosts } from './unavailable-hosts.ts';

/** The host family of a world that a package with `needs: ['host']` was given. */
export function hostOf({ name, faults }: World): HostFaults {
  if (faults.host === undefined) throw new Error(`The ${name} world has no faults of hosts.`);
  return faults.host;
}

/** What was seen of a host, and whether that is the effect. */
export interface Look {
  readonly verified: boolean;
  readonly seen: JsonValue;
}

/**
 * Breaks chosen hosts and keeps them out of order until `endOnHosts`.
 * @param owner name of the fault package
 */
export async function injectOnHosts(
  world: World,
  invocation: Invocation,
  owner: string,
  act: (host: NodeName) => Promise<void>,
  look: (host: NodeName) => Promise<Look>,
): Promise<FaultResult> {
  const value = targetValue(invocation);
  const hosts = await chooseHosts(world, await hostsInOrder(world), value);
  if (hosts.length === 0) return nothingTo(owner, whyNobody(value, 'no host in order had a running process'));
  makeUnavailable(world, owner, hosts);
  await Promise.all(hosts.map(act));
  return summaryOf(`${owner}: ${hosts.join(', ')}`, hosts, await Promise.all(hosts.map(look)));
}

/** Ends the fault on every host that `owner` has broken; its database runs and answers afterwards. */
export async function endOnHosts(
  world: World,
  owner: string,
  act: (host: NodeName) => Promise<void>,
  look: (host: NodeName) => Promise<Look>,
): Promise<FaultResult> {
  const hosts = [...unavailableHosts(world)].flatMap(([host, by]) => (by === owner ? [host] : []));
  const end = async (host: NodeName): Promise<Look> => {
    await act(host);
    if ((await world.faults.process.state(host)) === 'absent') await world.faults.process.start(host);
    const answered = await answers(world, host);
    const { verified, seen } = await look(host);
    return { verified: verified && answered, seen };
  };
  const looks = await Promise.all(hosts.map(end));
  makeAvailable(world, hosts);
  const description =
    hosts.length === 0 ? `no host to bring back after ${owner}` : `${owner} over: ${hosts.join(', ')}`;
  return summaryOf(description, hosts, looks);
}

function summaryOf(description: string, hosts: readonly NodeName[], looks: readonly Look[]): FaultResult {
  const evidence: Record<string, JsonValue> = {};
  hosts.forEach((host, index) => {
    evidence[host] = looks[index]?.seen ?? null;
  });
  return { description, hosts, verified: looks.every(({ verified }) => verified), evidence };
}
