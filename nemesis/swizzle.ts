// Swizzle-clogging, after FoundationDB's simulator: the links of a few hosts are clogged one host after the other, then
// opened again in another order. Finds what goes wrong while majorities come and go.

import type { Generator, Invocation } from '../src/generator/generator.ts';
import { sleep } from '../src/generator/pace.ts';
import { sequence, unfold } from '../src/generator/sequence.ts';
import { nemesis } from '../src/generator/threads.ts';
import { once as onceInvoked } from '../src/generator/values.ts';
import { createRandomSource } from '../src/random/source.ts';
import { createRandomStream } from '../src/random/stream.ts';
import type { Link, NodeName, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultOptions, FaultPackageFactory, FaultResult } from './fault.ts';
import { drawn } from './fault-value.ts';
import { linksOf, linkTexts, shapeLinks, straightenLinks, unshaped } from './link-shapes.ts';
import { once, pauseMs, usualFaultShare } from './rhythm.ts';
import { targetValue } from './target.ts';
import { untilEffective } from './until-effective.ts';

/** Of a round's length: while hosts are clogged, and while they are opened; all links are open before. */
const shares = { clogging: 0.25, opening: 0.25 } as const;
/** How often a host is tried whose links all are shaped by somebody else. */
const tries = 4;

/** Links clogged for each host; a link between two clogged hosts stands at one of them. */
const clogged = new WeakMap<World, Map<NodeName, readonly Link[]>>();

function cloggedIn(world: World): Map<NodeName, readonly Link[]> {
  const hosts = clogged.get(world) ?? new Map<NodeName, readonly Link[]>();
  clogged.set(world, hosts);
  return hosts;
}

async function clog(world: World, host: NodeName): Promise<FaultResult> {
  const all = cloggedIn(world);
  const links = await unshaped(world, linksOf(world.nodes, host));
  if (links.length === 0 || all.has(host)) return nothingTo('clog', 'its links were shaped already');
  all.set(host, links);
  const verified = await shapeLinks(world, links, { lossPercent: 100 });
  return { description: `clog ${host}`, hosts: [host], verified, evidence: { links: linkTexts(links) } };
}

/** Opens the links of these hosts, but for those to hosts that are still clogged. */
async function unclog(world: World, hosts: readonly NodeName[]): Promise<FaultResult> {
  const all = cloggedIn(world);
  const opened: Link[] = [];
  for (const host of hosts) {
    const links = all.get(host) ?? [];
    all.delete(host);
    for (const link of links) {
      const other = link.from === host ? link.to : link.from;
      const kept = all.get(other);
      if (kept === undefined) opened.push(link);
      else all.set(other, [...kept, link]);
    }
  }
  return {
    description: `unclog ${hosts.join(', ')}`,
    hosts: all.size === 0 ? world.nodes : hosts,
    verified: await straightenLinks(world, opened),
    evidence: { links: linkTexts(opened) },
  };
}

/** Rounds of clogging and opening; each host's name is drawn here, so that the schedule alone tells it. */
function rounds(options: FaultOptions): Generator {
  const { seed, nodes, intervalMs, faultShare = usualFaultShare } = options;
  const length = faultShare / usualFaultShare;
  const clogging = shares.clogging * length;
  const opening = shares.opening * length;
  const stream = createRandomStream(seed).fork('nemesis/clog');
  const operation = (f: string, host: NodeName): Invocation => ({
    f,
    value: { hosts: [host] },
    process: 'nemesis',
  });
  return unfold(0, (round) => {
    const random = createRandomSource(stream.fork(`round ${round}`));
    const hosts = random.shuffle(nodes).slice(0, 2 + random.below(Math.max(1, nodes.length - 1)));
    const stepMs = (share: number): number =>
      Math.round((intervalMs * share * (0.5 + random.unit())) / hosts.length);
    const generators = [
      sleep(pauseMs(random, options, intervalMs * (1 - clogging - opening), round)),
      ...hosts.flatMap((host) => {
        const stepLengthMs = stepMs(clogging);
        return [untilEffective([operation('clog', host)], stepLengthMs / tries, tries), sleep(stepLengthMs)];
      }),
      ...random
        .shuffle(hosts)
        .flatMap((host) => [sleep(stepMs(opening)), onceInvoked(operation('unclog', host))]),
    ];
    return [sequence(generators), round + 1];
  });
}

export const swizzle: FaultPackageFactory = {
  name: 'swizzle',
  summary: 'clog the links of some hosts one after the other, then open them in another order',
  needs: ['network-shape'],
  create: (options) => ({
    name: 'swizzle',
    startOperations: ['clog'],
    stopOperations: ['unclog'],
    values: { clog: drawn, unclog: drawn },
    schedule: () => nemesis(rounds(options)),
    heal: () => once('unclog'),
    invoke: (world, invocation) => {
      const { hosts } = targetValue(invocation);
      if (invocation.f === 'unclog') return unclog(world, hosts ?? [...cloggedIn(world).keys()]);
      return clog(world, hosts?.[0] ?? (world.nodes[0] as NodeName));
    },
  }),
};
