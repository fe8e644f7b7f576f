// A network that is bad rather than gone: packets late, lost, repeated, out of order, between all hosts or around one.

import type { Invocation } from '../src/generator/generator.ts';
import type { Link, LinkShape, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { linkTarget, oneOf, onLinks } from './fault-value.ts';
import { linksOfTarget, linkTexts, shapeLinks, straightenLinks, unshaped } from './link-shapes.ts';
import { alternate, once } from './rhythm.ts';
import { type LinkTarget, linkTargets, whyNobody } from './target.ts';

const shapes = {
  slow: { delayMs: 60, jitterMs: 30 },
  'very-slow': { delayMs: 250, jitterMs: 250 },
  lossy: { lossPercent: 25 },
  repeating: { duplicatePercent: 60, jitterMs: 20 },
  reordering: { reorderPercent: 80, jitterMs: 60 },
  bad: { delayMs: 20, jitterMs: 100, lossPercent: 15, duplicatePercent: 20, reorderPercent: 50 },
} as const satisfies Readonly<Record<string, LinkShape>>;

type ShapeName = keyof typeof shapes;

interface Kind {
  readonly shape: ShapeName;
  readonly scope: LinkTarget;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { shape: 'bad', scope: 'all' },
    { shape: 'very-slow', scope: 'all' },
    { shape: 'lossy', scope: 'all' },
    { shape: 'slow', scope: 'all' },
    { shape: 'reordering', scope: 'all' },
  ],
  [
    { shape: 'very-slow', scope: 'leader' },
    { shape: 'lossy', scope: 'leader' },
    { shape: 'repeating', scope: 'one' },
    { shape: 'bad', scope: 'leader' },
    { shape: 'very-slow', scope: 'link' },
    { shape: 'lossy', scope: 'direction' },
    { shape: 'very-slow', scope: 'zone' },
  ],
];

interface NetworkValue {
  readonly shape?: ShapeName;
  readonly scope?: Kind['scope'];
  readonly pick?: number;
  /** Set when a recorded schedule is repeated. */
  readonly links?: readonly Link[];
}

const linksShaped = new WeakMap<World, readonly Link[]>();

async function chooseLinks(world: World, value: NetworkValue): Promise<readonly Link[]> {
  if (value.links !== undefined) return value.links;
  const { scope = 'all', pick = 0 } = value;
  return linksOfTarget(world, scope, pick);
}

async function start(world: World, { value }: Invocation): Promise<FaultResult> {
  const wanted = (value ?? {}) as NetworkValue;
  const { shape = 'bad' } = wanted;
  const links = await unshaped(world, await chooseLinks(world, wanted));
  if (links.length === 0) {
    const target = wanted.scope ?? 'all';
    return nothingTo('shape', whyNobody({ target, hosts: wanted.links }, 'every link was shaped already'));
  }
  linksShaped.set(world, links);
  return {
    description: `network ${shape}: ${links.length} links`,
    hosts: [...new Set(links.flatMap(({ from, to }) => [from, to]))].sort(),
    verified: await shapeLinks(world, links, shapes[shape]),
    evidence: { shape: { ...shapes[shape] }, expectedLinks: linkTexts(links) },
  };
}

async function stop(world: World): Promise<FaultResult> {
  const links = linksShaped.get(world) ?? [];
  linksShaped.delete(world);
  return {
    description: 'network as it was',
    hosts: world.nodes,
    verified: await straightenLinks(world, links),
    evidence: { links: linkTexts(links) },
  };
}

export const network: FaultPackageFactory = {
  name: 'network',
  summary: 'packets late, lost, repeated or out of order, on all links or around one host',
  needs: ['network-shape'],
  targets: linkTargets,
  create: (options) => ({
    name: 'network',
    startOperations: ['shape-network'],
    stopOperations: ['restore-network'],
    values: { 'shape-network': { ...onLinks, shape: oneOf(Object.keys(shapes)), scope: linkTarget } },
    schedule: () =>
      alternate(options, 'shape-network', 'restore-network', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('restore-network'),
    invoke: (world, invocation) =>
      invocation.f === 'shape-network' ? start(world, invocation) : stop(world),
  }),
};
