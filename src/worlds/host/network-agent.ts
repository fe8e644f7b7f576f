// Cuts links by dropping packets where they arrive: DROP in the receiving host's INPUT, so that one direction can be
// cut alone. A cut is proved with a datagram: counters before and after the drop rules tell whether it reached
// the host and whether it got past them; nothing has to come back, which a one-way cut would swallow.

import type { Link, NetworkFaults, NodeName } from '../world.ts';
import { type Host, HostError } from './host.ts';
import type { LinkShaper } from './link-shaper.ts';
import { cutProbePort, restoreRules, sendProbes, shapeProbePort } from './probe-packets.ts';

const probeWaitMs = 1000;

const arrivedChain = 'ORDEAL_ARRIVED';
const cutChain = 'ORDEAL_CUT';
const passedChain = 'ORDEAL_PASSED';

/**
 * Installs the chains on every host; to be done once, before the first fault.
 * @throws {HostError} when iptables does not work there.
 */
export async function prepareNetwork(hosts: ReadonlyMap<NodeName, Host>): Promise<void> {
  await Promise.all(
    [...hosts.values()].map((host) => host.exec(restoreRules('filter', initialRules(host, hosts)))),
  );
}

/** @param shaper where links can be shaped as well as cut. */
export function createNetworkAgent(
  hosts: ReadonlyMap<NodeName, Host>,
  shaper: LinkShaper | null,
): NetworkFaults {
  /** For each host, the peers whose packets it drops. */
  const cutSenders = new Map<NodeName, Set<NodeName>>();
  const hostOf = (node: NodeName): Host => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no host ${node}`);
    return host;
  };
  /** For each host, packets dropped by the rules of before, by the sender's address. */
  const droppedBefore = new Map<NodeName, Map<string, number>>();
  const apply = async (host: Host): Promise<void> => {
    const senders = [...(cutSenders.get(host.name) ?? [])].map((sender) => hostOf(sender).address);
    // Declaring a chain empties it: the whole set is replaced at once, and what its rules have counted is read just before.
    const rules = restoreRules('filter', [`:${cutChain} - [0:0]`, ...senders.flatMap(dropRules)]);
    const replaced = await host.exec(`iptables-save -c -t filter\n${rules}`);
    const sum = droppedBefore.get(host.name) ?? new Map<string, number>();
    droppedBefore.set(host.name, sum);
    for (const [address, packets] of parseDropped(replaced))
      sum.set(address, (sum.get(address) ?? 0) + packets);
  };

  return {
    ...shaper,
    async cut(links) {
      const receivers = new Set<Host>();
      for (const { from, to } of links) {
        const receiver = hostOf(to);
        hostOf(from);
        const senders = cutSenders.get(to) ?? new Set();
        cutSenders.set(to, senders.add(from));
        receivers.add(receiver);
      }
      await Promise.all([...receivers].map(apply));
    },
    async open(links) {
      for (const { from, to } of links) cutSenders.get(to)?.delete(from);
      await Promise.all([...new Set(links.map(({ to }) => hostOf(to)))].map(apply));
    },
    async heal() {
      cutSenders.clear();
      await Promise.all([...hosts.values()].map(apply));
    },
    async droppedByCuts(links) {
      const receivers = [...new Set(links.map(({ to }) => to))];
      const current = new Map(
        await Promise.all(
          receivers.map(
            async (node) =>
              [node, parseDropped(await hostOf(node).exec('iptables-save -c -t filter'))] as const,
          ),
        ),
      );
      return links.map(({ from, to }) => {
        const { address } = hostOf(from);
        return (current.get(to)?.get(address) ?? 0) + (droppedBefore.get(to)?.get(address) ?? 0);
      });
    },
    async probeCutLinks(links) {
      const before = await readCounters(links, hostOf);
      await sendProbes(links, hostOf, cutProbePort);
      const deadline = performance.now() + probeWaitMs;
      for (;;) {
        const after = await readCounters(links, hostOf);
        const rise = (link: Link, chain: string): number =>
          (after.get(link.to)?.get(chain)?.get(hostOf(link.from).address) ?? 0) -
          (before.get(link.to)?.get(chain)?.get(hostOf(link.from).address) ?? 0);
        const decided = links.every((link) => rise(link, arrivedChain) > 0);
        if (decided || performance.now() > deadline)
          return links.filter((link) => rise(link, passedChain) === 0);
      }
    },
  };
}

/** Packets counted on one host, by chain and by the sender's address. */
type Counters = ReadonlyMap<string, ReadonlyMap<string, number>>;

function initialRules(host: Host, hosts: ReadonlyMap<NodeName, Host>): readonly string[] {
  const peers = [...hosts.values()].filter((peer) => peer !== host);
  const count = (chain: string): string[] =>
    peers.map((peer) => `-A ${chain} -s ${peer.address} -p udp --dport ${cutProbePort}`);
  return [
    `:${arrivedChain} - [0:0]`,
    `:${cutChain} - [0:0]`,
    `:${passedChain} - [0:0]`,
    ...count(arrivedChain),
    ...count(passedChain),
    // Spares the sender the "port unreachable" answers.
    `-A ${passedChain} -p udp -m multiport --dports ${cutProbePort},${shapeProbePort} -j DROP`,
    `-A INPUT -j ${arrivedChain}`,
    `-A INPUT -j ${cutChain}`,
    `-A INPUT -j ${passedChain}`,
  ];
}

/** The datagrams of probes are dropped by a rule of their own: only what the cluster itself sent is to be counted. */
const dropRules = (address: string): readonly string[] => [
  `-A ${cutChain} -s ${address} -p udp -m multiport --dports ${cutProbePort},${shapeProbePort} -j DROP`,
  `-A ${cutChain} -s ${address} -j DROP`,
];

/** Packets dropped by the cuts of now, by the sender's address. */
function parseDropped(saved: string): ReadonlyMap<string, number> {
  const lines = saved.matchAll(/^\[(\d+):\d+\] -A ORDEAL_CUT -s ([\d.]+)\/32 -j DROP/gm);
  return new Map([...lines].map(([, packets, address]) => [address ?? '', Number(packets)]));
}

async function readCounters(
  links: readonly Link[],
  hostOf: (node: NodeName) => Host,
): Promise<ReadonlyMap<NodeName, Counters>> {
  const receivers = [...new Set(links.map((link) => link.to))];
  const tables = receivers.map(async (node): Promise<[NodeName, Counters]> => {
    return [node, parseCounters(await hostOf(node).exec('iptables-save -c -t filter'))];
  });
  return new Map(await Promise.all(tables));
}

/** Lines like `[12:480] -A ORDEAL_PASSED -s 10.0.0.2/32 -p udp ...`. */
function parseCounters(saved: string): Counters {
  const counters = new Map<string, Map<string, number>>();
  for (const match of saved.matchAll(/^\[(\d+):\d+\] -A (\S+) -s ([\d.]+)\/32 -p udp/gm)) {
    const [, packets = '0', chain = '', address = ''] = match;
    const ofChain = counters.get(chain) ?? new Map<string, number>();
    counters.set(chain, ofChain.set(address, Number(packets)));
  }
  return counters;
}
