// What faults on processes have in common: choosing living hosts, acting on each, and looking at what the operating
// system says afterwards.

import type { Invocation } from '../src/generator/generator.ts';
import type { NodeName, ProcessState, World } from '../src/worlds/world.ts';
import type { FaultResult } from './fault.ts';
import { chooseHosts, targetValue, whyNobody } from './target.ts';
import { unavailableHosts } from './unavailable-hosts.ts';

const answerTimeoutMs = 15_000;
const pollIntervalMs = 100;

export async function nodesInState(world: World, state: ProcessState): Promise<readonly NodeName[]> {
  const states = await Promise.all(world.nodes.map((node) => world.faults.process.state(node)));
  return world.nodes.filter((_, index) => states[index] === state);
}

/** What each of these hosts' processes is at. */
export async function statesOf(
  world: World,
  hosts: readonly NodeName[],
): Promise<Readonly<Record<string, ProcessState>>> {
  const states = await Promise.all(hosts.map((host) => world.faults.process.state(host)));
  return Object.fromEntries(hosts.map((host, index) => [host, states[index] as ProcessState]));
}

/** Hosts with a running process that no other fault keeps out of order. */
export async function hostsInOrder(world: World): Promise<readonly NodeName[]> {
  return (await nodesInState(world, 'running')).filter((host) => !unavailableHosts(world).has(host));
}

/** What was seen of processes; faults of which more is to be seen add to the evidence. */
export interface ProcessFaultResult extends FaultResult {
  readonly evidence: {
    readonly states?: Readonly<Record<NodeName, ProcessState>>;
    readonly expected?: ProcessState;
  };
}

/** Acts on chosen running hosts, of `candidates` where given, and checks that each is then in `expected` state. */
export async function injectOnProcesses(
  world: World,
  invocation: Invocation,
  verb: string,
  act: (host: NodeName) => Promise<void>,
  expected: ProcessState,
  candidates?: readonly NodeName[],
): Promise<ProcessFaultResult> {
  const value = targetValue(invocation);
  const hosts = await chooseHosts(world, candidates ?? (await nodesInState(world, 'running')), value);
  if (hosts.length === 0) {
    return {
      description: `nothing to ${verb}`,
      hosts,
      verified: true,
      evidence: {},
      skipped: whyNobody(value, 'no process was running'),
    };
  }
  await Promise.all(hosts.map((host) => act(host)));
  const states = await statesOf(world, hosts);
  return {
    description: `${verb} ${value.target ?? 'recorded'}: ${hosts.join(', ')}`,
    hosts,
    verified: hosts.every((host) => states[host] === expected),
    evidence: { states, expected },
  };
}

/** True once the node on `host` says anything of itself; false when it does not for 15 s. */
export async function answers(world: World, host: NodeName): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < answerTimeoutMs; waitedMs += pollIntervalMs) {
    const report = await world.report(host, 1000).catch(() => null);
    if (report !== null) return true;
    await world.clock.sleep(pollIntervalMs);
  }
  return false;
}

/**
 * Ends the fault on every host in `state` and checks that each process runs and answers again. Hosts that another fault
 * keeps out of order are left to it.
 */
export async function endOnProcesses(
  world: World,
  verb: string,
  state: ProcessState,
  act: (host: NodeName) => Promise<void>,
): Promise<FaultResult> {
  const spared = unavailableHosts(world);
  const hosts = (await nodesInState(world, state)).filter((host) => !spared.has(host));
  await Promise.all(hosts.map((host) => act(host)));
  const answered = await Promise.all(hosts.map((host) => answers(world, host)));
  const states = await statesOf(world, world.nodes);
  return {
    description: hosts.length === 0 ? `nothing to ${verb}` : `${verb}: ${hosts.join(', ')}`,
    hosts,
    verified:
      answered.every(Boolean) && world.nodes.every((node) => states[node] !== state || spared.has(node)),
    evidence: { states, answered: hosts.filter((_, index) => answered[index]) },
  };
}
