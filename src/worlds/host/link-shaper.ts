// Shapes links where their packets arrive: a rule for each sender in the receiving host's mangle table, before any cut. What is
// only lost, the kernel loses by itself; everything else goes through the packet queue of the host's agent. Links are known to be
// shaped by datagrams that the rule or the agent has counted.

import type { Link, LinkShape, NodeName } from '../world.ts';
import type { PacketCounts } from './agent/protocol.ts';
import type { AgentClient } from './agent-client.ts';
import { type Host, HostError } from './host.ts';
import { cutProbePort, restoreRules, sendProbes, shapeProbePort } from './probe-packets.ts';

/** Ours alone: each host has its own netfilter. */
export const packetQueueNumber = 77;

const shapeChain = 'ORDEAL_SHAPE';
const probeWaitMs = 1000;

export interface LinkShaper {
  /** See `NetworkFaults`. */
  shape(links: readonly Link[], shape: LinkShape): Promise<void>;
  probeShapedLinks(links: readonly Link[]): Promise<readonly Link[]>;
}

/** Installs the chain on a host, before the first shape. @throws {HostError} when iptables does not work there. */
export async function prepareShaping(host: Host): Promise<void> {
  const rules = [`:${shapeChain} - [0:0]`, `-A INPUT ! -i lo -j ${shapeChain}`];
  await host.exec(restoreRules('mangle', rules));
}

/** @param agents one for each host, started with `packetQueueNumber`. */
export function createLinkShaper(
  hosts: ReadonlyMap<NodeName, Host>,
  agents: ReadonlyMap<NodeName, AgentClient>,
): LinkShaper {
  /** For each host, the shapes of links to it, by sender. */
  const shapesTo = new Map<NodeName, Map<NodeName, LinkShape>>();
  const hostOf = (node: NodeName): Host => {
    const host = hosts.get(node);
    if (host === undefined) throw new HostError(`there is no host ${node}`);
    return host;
  };
  const agentOf = (node: NodeName): AgentClient => {
    const agent = agents.get(node);
    if (agent === undefined) throw new HostError(`host ${node} has no agent that treats packets`);
    return agent;
  };

  const apply = async (receiver: NodeName): Promise<void> => {
    const shapes = [...(shapesTo.get(receiver) ?? [])];
    const queued = shapes.filter(([, shape]) => !onlyLoses(shape));
    const byAddress = Object.fromEntries(queued.map(([from, shape]) => [hostOf(from).address, shape]));
    const rules = shapes.flatMap(([from, shape]) => rulesOf(hostOf(from).address, shape));
    const install = (): Promise<string> =>
      hostOf(receiver).exec(
        restoreRules('mangle', [
          // Declaring a chain empties it: the whole set is replaced at once.
          `:${shapeChain} - [0:0]`,
          `-A ${shapeChain} -p udp --dport ${cutProbePort} -j RETURN`,
          ...rules,
        ]),
      );
    const tell = (): Promise<unknown> => agentOf(receiver).ask({ kind: 'packets-shape', shapes: byAddress });
    // No packet may come to the agent that it knows no shape for, and none stay that has no rule any more.
    if (queued.length > 0) await tell();
    await install();
    if (queued.length === 0) await tell();
  };

  const countsOf = async (receiver: NodeName): Promise<ReadonlyMap<string, number>> => {
    const counts = new Map<string, number>();
    const treated = (await agentOf(receiver).ask({ kind: 'packets-count' })) as Record<string, PacketCounts>;
    for (const [address, { seen }] of Object.entries(treated)) counts.set(address, seen);
    const saved = await hostOf(receiver).exec('iptables-save -c -t mangle');
    // Lines like `[12:480] -A ORDEAL_SHAPE -s 10.0.0.2/32 -m comment --comment count`.
    for (const [, packets, address] of saved.matchAll(
      /^\[(\d+):\d+\] -A ORDEAL_SHAPE -s ([\d.]+)\/32 -m comment --comment count/gm,
    ))
      counts.set(address ?? '', Number(packets));
    return counts;
  };

  return {
    async shape(links, shape) {
      const given = Object.values(shape).some((amount) => amount > 0);
      for (const { from, to } of links) {
        hostOf(from);
        const shapes = shapesTo.get(to) ?? new Map<NodeName, LinkShape>();
        shapesTo.set(to, shapes);
        if (given) shapes.set(from, shape);
        else shapes.delete(from);
      }
      await Promise.all([...new Set(links.map(({ to }) => to))].map(apply));
    },
    async probeShapedLinks(links) {
      const receivers = [...new Set(links.map(({ to }) => to))];
      const read = async (): Promise<ReadonlyMap<NodeName, ReadonlyMap<string, number>>> =>
        new Map(await Promise.all(receivers.map(async (node) => [node, await countsOf(node)] as const)));
      const before = await read();
      await sendProbes(links, hostOf, shapeProbePort);
      const deadline = performance.now() + probeWaitMs;
      for (;;) {
        const after = await read();
        const isTreated = ({ from, to }: Link): boolean => {
          const address = hostOf(from).address;
          return (after.get(to)?.get(address) ?? 0) > (before.get(to)?.get(address) ?? 0);
        };
        const expected = links.filter(({ from, to }) => shapesTo.get(to)?.has(from) === true);
        if (expected.every(isTreated) || performance.now() > deadline) return links.filter(isTreated);
      }
    },
  };
}

const onlyLoses = ({ lossPercent = 0, ...rest }: LinkShape): boolean =>
  lossPercent > 0 && Object.values(rest).every((amount) => amount === 0);

function rulesOf(address: string, shape: LinkShape): readonly string[] {
  const from = `-A ${shapeChain} -s ${address}`;
  // Packets pass the host unharmed while no agent holds the queue.
  if (!onlyLoses(shape)) return [`${from} -j NFQUEUE --queue-num ${packetQueueNumber} --queue-bypass`];
  const share = Math.min(1, (shape.lossPercent ?? 0) / 100);
  const chance = share === 1 ? '' : ` -m statistic --mode random --probability ${share}`;
  return [`${from} -m comment --comment count`, `${from}${chance} -j DROP`];
}
