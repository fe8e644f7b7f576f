// Who has cut which links. Several packages may cut at a time: a link is open again only once nobody wants it cut, and what
// packets should show is the sum of all.

import type { Link, World } from '../src/worlds/world.ts';
import type { FaultResult } from './fault.ts';
import { linksInOrder, linkTexts } from './link-shapes.ts';
import { allLinks } from './partition-shapes.ts';

const cutsByWorld = new WeakMap<World, Map<string, readonly Link[]>>();

function cutsIn(world: World): Map<string, readonly Link[]> {
  const known = cutsByWorld.get(world) ?? new Map<string, readonly Link[]>();
  cutsByWorld.set(world, known);
  return known;
}

/** Links that are to be cut now, each once. */
function wantedCuts(world: World): readonly Link[] {
  const byText = new Map(
    [...cutsIn(world).values()].flat().map((link) => [linkTexts([link])[0] as string, link]),
  );
  return [...byText.values()];
}

/** Cuts links in the name of a package, beside those it has cut before. */
export async function cutLinks(world: World, owner: string, links: readonly Link[]): Promise<void> {
  const cuts = cutsIn(world);
  cuts.set(owner, [...(cuts.get(owner) ?? []), ...links]);
  await world.faults.network.cut(links);
}

/** Opens links that a package has cut, all of them where none are named, but for those that another one wants cut. */
export async function openLinks(world: World, owner: string, links?: readonly Link[]): Promise<void> {
  const cuts = cutsIn(world);
  const own = cuts.get(owner) ?? [];
  const opened = new Set(linkTexts(links ?? own));
  const isOpened = (link: Link): boolean => opened.has(linkTexts([link])[0] as string);
  cuts.set(
    owner,
    own.filter((link) => !isOpened(link)),
  );
  const wanted = new Set(linkTexts(wantedCuts(world)));
  await world.faults.network.open(
    (links ?? own).filter((link) => !wanted.has(linkTexts([link])[0] as string)),
  );
}

/** Looks at most: another package may be cutting or opening links at this very moment. */
const mostLooks = 5;

/** Compares the links that carry no packet with the links that should carry none; hosts that are off have no say. */
export async function verifyCuts(world: World): Promise<Pick<FaultResult, 'verified' | 'evidence'>> {
  for (let look = 1; ; look += 1) {
    const looked = linksInOrder(world, allLinks(world.nodes));
    const cutLinks = linkTexts(await world.faults.network.probeCutLinks(looked));
    const expectedLinks = linkTexts(linksInOrder(world, wantedCuts(world)));
    const verified = JSON.stringify(cutLinks) === JSON.stringify(expectedLinks);
    if (verified || look === mostLooks) return { verified, evidence: { cutLinks, expectedLinks } };
  }
}
