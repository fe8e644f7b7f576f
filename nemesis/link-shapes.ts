// Shaping links and ending it, each verified by looking at the links. A link that is shaped already is left to whoever
// shaped it, so that two packages never undo each other's work.

import type { Link, LinkShape, NodeName, World } from '../src/worlds/world.ts';
import { allLinks, linkBetween } from './partition-shapes.ts';
import { chooseHosts, type LinkTarget, shuffledNodes } from './target.ts';
import { unavailableHosts } from './unavailable-hosts.ts';

/** Links as texts, sorted: `n1->n2`. */
export function linkTexts(links: readonly Link[]): readonly string[] {
  return links.map(({ from, to }) => `${from}->${to}`).sort();
}

/** Links from and to one host. */
export function linksOf(nodes: readonly NodeName[], host: NodeName): readonly Link[] {
  return linksAround(nodes, [host]);
}

/** Links between these hosts and all others, and among the hosts themselves where they are all there are. */
function linksAround(nodes: readonly NodeName[], hosts: readonly NodeName[]): readonly Link[] {
  if (hosts.length === nodes.length) return allLinks(nodes);
  return allLinks(nodes).filter(({ from, to }) => hosts.includes(from) !== hosts.includes(to));
}

/** Links of a target; none where it is not there, such as the leader while nobody leads. */
export async function linksOfTarget(
  world: World,
  target: LinkTarget,
  pick: number,
): Promise<readonly Link[]> {
  if (target !== 'link' && target !== 'direction')
    return linksAround(world.nodes, await chooseHosts(world, world.nodes, { target, pick }));
  const [from = '', to = ''] = shuffledNodes(world.nodes, pick);
  return target === 'direction' ? [{ from, to }] : linkBetween(from, to);
}

/** Those of the links that nothing shapes now. */
export async function unshaped(world: World, links: readonly Link[]): Promise<readonly Link[]> {
  const shaped = new Set(linkTexts(await shapedOf(world, links)));
  return links.filter((link) => !shaped.has(linkTexts([link])[0] as string));
}

/** Those of the links that no host is at which another fault keeps out of order: it may not be there to send or receive. */
export function linksInOrder(world: World, links: readonly Link[]): readonly Link[] {
  const broken = unavailableHosts(world);
  return links.filter(({ from, to }) => !broken.has(from) && !broken.has(to));
}

/** Shapes the links and says whether all of them are. */
export async function shapeLinks(world: World, links: readonly Link[], shape: LinkShape): Promise<boolean> {
  await world.faults.network.shape?.(links, shape);
  const looked = linksInOrder(world, links);
  return (await shapedOf(world, looked)).length === looked.length;
}

/** Ends the shape of the links and says whether all of them are as they were. */
export async function straightenLinks(world: World, links: readonly Link[]): Promise<boolean> {
  await world.faults.network.shape?.(links, {});
  return (await shapedOf(world, links)).length === 0;
}

async function shapedOf({ name, faults }: World, links: readonly Link[]): Promise<readonly Link[]> {
  if (faults.network.probeShapedLinks === undefined) throw new Error(`The ${name} world cannot shape links.`);
  return faults.network.probeShapedLinks(links);
}
