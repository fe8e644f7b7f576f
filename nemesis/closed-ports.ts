// One port of a host goes dead while the others serve: clients no longer reach a leader that its peers follow, or a node that serves
// its clients no longer hears its peers.

import type { Invocation } from '../src/generator/generator.ts';
import type { HostService, NodeName, PortAnswer, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { oneOf, onHosts } from './fault-value.ts';
import { hostOf } from './host-conditions.ts';
import { hostsInOrder } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, type Target, type TargetValue, targets, targetValue, whyNobody } from './target.ts';

interface Kind {
  readonly service: HostService;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { service: 'clients', target: 'leader' },
    { service: 'peers', target: 'leader' },
  ],
  [
    { service: 'peers', target: 'minority' },
    { service: 'clients', target: 'majority' },
    { service: 'peers', target: 'all' },
  ],
];

interface PortValue extends TargetValue {
  readonly service?: HostService;
}

const mostLooks = 5;
const services: readonly HostService[] = ['clients', 'peers'];

type Answers = Readonly<Record<HostService, PortAnswer>>;

/** What each port answers, or `absent` where nothing runs that could listen. */
async function look(world: World, node: NodeName): Promise<Answers | 'absent'> {
  if ((await world.faults.process.state(node)) !== 'running') return 'absent';
  const [clients, peers] = await Promise.all(
    services.map((service) => hostOf(world).portAnswer(node, service)),
  );
  return { clients: clients ?? 'silent', peers: peers ?? 'silent' };
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const value = targetValue(invocation) as PortValue;
  const { service = 'clients' } = value;
  const hosts = await chooseHosts(world, await hostsInOrder(world), value);
  if (hosts.length === 0)
    return nothingTo('close ports', whyNobody(value, 'no host in order had a running process'));
  await Promise.all(hosts.map((host) => hostOf(world).closePort(host, service)));
  const seen = await Promise.all(hosts.map((host) => look(world, host)));
  return {
    description: `port for ${service} closed: ${hosts.join(', ')}`,
    hosts,
    // A node that has ended shows nothing, and so all of them would.
    verified:
      seen.some((answers) => answers !== 'absent') &&
      seen.every((answers) => answers === 'absent' || answers[service] === 'silent'),
    evidence: { service, answers: seen },
  };
}

/** A node that has just been started may not listen yet: who is refused was heard all the same. */
const isOpen = (answers: Answers | 'absent'): boolean =>
  answers === 'absent' || services.every((service) => answers[service] !== 'silent');

/** Looks again at a port that is silent: on a busy machine a connection may take its time. */
async function lookUntilOpen(world: World, node: NodeName): Promise<Answers | 'absent'> {
  for (let looks = 1; ; looks += 1) {
    const seen = await look(world, node);
    if (isOpen(seen) || looks === mostLooks) return seen;
  }
}

async function stop(world: World): Promise<FaultResult> {
  await Promise.all(world.nodes.map((host) => hostOf(world).openPorts(host)));
  const seen = await Promise.all(world.nodes.map((host) => lookUntilOpen(world, host)));
  return {
    description: 'every port open',
    hosts: world.nodes,
    verified: seen.every(isOpen),
    evidence: { answers: seen },
  };
}

export const closedPorts: FaultPackageFactory = {
  name: 'closed-ports',
  summary: 'cut the clients off a node that its peers reach, or the peers off a node that serves',
  needs: ['host'],
  targets,
  create: (options) => ({
    name: 'closed-ports',
    startOperations: ['close-port'],
    stopOperations: ['open-ports'],
    values: { 'close-port': { ...onHosts, service: oneOf(services) } },
    schedule: () =>
      alternate(options, 'close-port', 'open-ports', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('open-ports'),
    invoke: (world, invocation) => (invocation.f === 'close-port' ? start(world, invocation) : stop(world)),
  }),
};
