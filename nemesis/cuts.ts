// Who has cut which links. Several packages may cut at a time: a link is open again only once nobody wants it cut, and what
// packets should show is the sum of all.

import type { Link, World } from '../src/worlds/world.ts';
import type { FaultResult } from './fault.ts';
import { linksInOrder, linkTexts } from './link-shapes.ts';
import { allLinks } from './partition-shapes.ts';

/** A link, and what cuts had dropped on it before this one. */
interface Cut {
  readonly link: Link;
  readonly droppedBefore: number;
}

interface Cuts {
  readonly byOwner: Map<string, readonly Cut[]>;
  /** Packets that the cuts of each package dropped which are open again, since it was last asked. */
  readonly dropped: Map<string, number>;
}

const cutsByWorld = new WeakMap<World, Cuts>();

const linkText = (link: Link): string => linkTexts([link])[0] as string;

function cutsIn(world: World): Cuts {
  const known = cutsByWorld.get(world) ?? { byOwner: new Map(), dropped: new Map() };
  cutsByWorld.set(world, known);
  return known;
}

/** Links that are to be cut now, each once. */
function wantedCuts(world: World): readonly Link[] {
  const cuts = [...cutsIn(world).byOwner.values()].flat();
  return [...new Map(cuts.map(({ link }) => [linkText(link), link])).values()];
}

/** Cuts links in the name of a package, beside those it has cut before. */
export async function cutLinks(world: World, owner: string, links: readonly Link[]): Promise<void> {
  const { network } = world.faults;
  const { byOwner } = cutsIn(world);
  const before = await network.droppedByCuts(links);
  const cuts = links.map((link, index) => ({ link, droppedBefore: before[index] ?? 0 }));
  byOwner.set(owner, [...(byOwner.get(owner) ?? []), ...cuts]);
  await network.cut(links);
}

/** Opens links that a package has cut, all of them where none are named, but for those that another one wants cut; returns these. */
export async function openLinks(
  world: World,
  owner: string,
  links?: readonly Link[],
): Promise<readonly Link[]> {
  const { byOwner, dropped } = cutsIn(world);
  const own = byOwner.get(owner) ?? [];
  const named = new Set(linkTexts(links ?? own.map(({ link }) => link)));
  const over = own.filter(({ link }) => named.has(linkText(link)));
  byOwner.set(
    owner,
    own.filter((cut) => !over.includes(cut)),
  );
  const wanted = new Set(linkTexts(wantedCuts(world)));
  const open = (links ?? over.map(({ link }) => link)).filter((link) => !wanted.has(linkText(link)));
  await world.faults.network.open(open);
  if (over.length > 0) {
    const after = await world.faults.network.droppedByCuts(over.map(({ link }) => link));
    const rises = over.map(({ droppedBefore }, index) => (after[index] ?? 0) - droppedBefore);
    dropped.set(
      owner,
      rises.reduce((sum, rise) => sum + rise, dropped.get(owner) ?? 0),
    );
  }
  return open;
}

/** What the cuts of a package that are open again have dropped, as evidence, once; empty where it had cut nothing. */
export function takeDropped(world: World, owner: string): { readonly droppedPackets?: number } {
  const { dropped } = cutsIn(world);
  const packets = dropped.get(owner);
  dropped.delete(owner);
  return packets === undefined ? {} : { droppedPackets: packets };
}

/** Looks at most: another package may be cutting or opening links at this very moment. */
const mostLooks = 5;

/** What was seen of links. */
interface Looked extends Pick<FaultResult, 'verified'> {
  readonly evidence: { readonly cutLinks: readonly string[]; readonly expectedLinks: readonly string[] };
}

async function lookUntil(
  world: World,
  expected: () => readonly Link[],
  looked: () => readonly Link[],
): Promise<Looked> {
  for (let look = 1; ; look += 1) {
    const cutLinks = linkTexts(await world.faults.network.probeCutLinks(linksInOrder(world, looked())));
    const expectedLinks = linkTexts(linksInOrder(world, expected()));
    const verified = JSON.stringify(cutLinks) === JSON.stringify(expectedLinks);
    if (verified || look === mostLooks) return { verified, evidence: { cutLinks, expectedLinks } };
  }
}

/** Compares the links that carry no packet with those that should carry none; hosts that are off have no say. */
export function verifyCuts(world: World): Promise<Looked> {
  return lookUntil(
    world,
    () => wantedCuts(world),
    () => allLinks(world.nodes),
  );
}

/** Looks whether links that were opened carry packets, but for those that another package has cut since. */
export function verifyOpen(world: World, opened: readonly Link[]): Promise<Looked> {
  const stillOpen = (): readonly Link[] => {
    const wanted = new Set(linkTexts(wantedCuts(world)));
    return opened.filter((link) => !wanted.has(linkText(link)));
  };
  return lookUntil(world, () => [], stillOpen);
}
