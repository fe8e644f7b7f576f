// Who has cut which links. Several packages may cut at a time: a link is open again only once nobody wants it cut, and what
// packets should show is the sum of all.

import type { Link, World } from '../src/worlds/world.ts';
import type { FaultResult } from './fault.ts';
import { linksInOrder, linkTexts } from './link-shapes.ts';
import { allLinks } from './partition-shapes.ts';

const cutsByWorld = new WeakMap<World, Map<string, readonly Link[]>>();

const linkText = (link: Link): string => linkTexts([link])[0] as string;

function cutsIn(world: World): Map<string, readonly Link[]> {
  const known = cutsByWorld.get(world) ?? new Map<string, readonly Link[]>();
  cutsByWorld.set(world, known);
  return known;
}

/** Links that are to be cut now, each once. */
function wantedCuts(world: World): readonly Link[] {
  const byText = new Map([...cutsIn(world).values()].flat().map((link) => [linkText(link), link]));
  return [...byText.values()];
}

/** Cuts links in the name of a package, beside those it has cut before. */
export async function cutLinks(world: World, owner: string, links: readonly Link[]): Promise<void> {
  const cuts = cutsIn(world);
  cuts.set(owner, [...(cuts.get(owner) ?? []), ...links]);
  await world.faults.network.cut(links);
}

/** Opens links that a package has cut, all of them where none are named, but for those that another one wants cut; returns these. */
export async function openLinks(
  world: World,
  owner: string,
  links?: readonly Link[],
): Promise<readonly Link[]> {
  const cuts = cutsIn(world);
  const own = cuts.get(owner) ?? [];
  const opened = new Set(linkTexts(links ?? own));
  cuts.set(
    owner,
    own.filter((link) => !opened.has(linkText(link))),
  );
  const wanted = new Set(linkTexts(wantedCuts(world)));
  const open = (links ?? own).filter((link) => !wanted.has(linkText(link)));
  await world.faults.network.open(open);
  return open;
}

/** Looks at most: another package may be cutting or opening links at this very moment. */
const mostLooks = 5;

async function lookUntil(
  world: World,
  expected: () => readonly Link[],
  looked: () => readonly Link[],
): Promise<Pick<FaultResult, 'verified' | 'evidence'>> {
  for (let look = 1; ; look += 1) {
    const cutLinks = linkTexts(await world.faults.network.probeCutLinks(linksInOrder(world, looked())));
    const expectedLinks = linkTexts(linksInOrder(world, expected()));
    const verified = JSON.stringify(cutLinks) === JSON.stringify(expectedLinks);
    if (verified || look === mostLooks) return { verified, evidence: { cutLinks, expectedLinks } };
  }
}

/** Compares the links that carry no packet with those that should carry none; hosts that are off have no say. */
export function verifyCuts(world: World): Promise<Pick<FaultResult, 'verified' | 'evidence'>> {
  return lookUntil(
    world,
    () => wantedCuts(world),
    () => allLinks(world.nodes),
  );
}

/** Looks whether links that were opened carry packets, but for those that another package has cut since. */
export function verifyOpen(
  world: World,
  opened: readonly Link[],
): Promise<Pick<FaultResult, 'verified' | 'evidence'>> {
  const stillOpen = (): readonly Link[] => {
    const wanted = new Set(linkTexts(wantedCuts(world)));
    return opened.filter((link) => !wanted.has(linkText(link)));
  };
  return lookUntil(world, () => [], stillOpen);
}
