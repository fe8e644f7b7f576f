// Links that do not break cleanly: they come and go many times a second, or get slower and slower and then die. Timeouts, back-off and
// reconnecting are tried harder by these than by a cut.

import type { Invocation } from '../src/generator/generator.ts';
import { createRandomSource } from '../src/random/source.ts';
import type { Link, LinkShape, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { linkTarget, oneOf, onLinks } from './fault-value.ts';
import { linksOfTarget, linkTexts, shapeLinks, straightenLinks, unshaped } from './link-shapes.ts';
import { alternate, once } from './rhythm.ts';
import { type LinkTarget, linkTargets, whyNobody } from './target.ts';

const manners = ['flapping', 'slow-then-dead'] as const;
type Manner = (typeof manners)[number];

interface Kind {
  readonly manner: Manner;
  readonly target: LinkTarget;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { manner: 'flapping', target: 'leader' },
    { manner: 'slow-then-dead', target: 'leader' },
  ],
  [
    { manner: 'slow-then-dead', target: 'one' },
    { manner: 'flapping', target: 'one' },
    { manner: 'flapping', target: 'link' },
    { manner: 'slow-then-dead', target: 'direction' },
  ],
];

interface DyingValue {
  readonly manner?: Manner;
  readonly target?: LinkTarget;
  readonly pick?: number;
  /** Set when a recorded schedule is repeated. */
  readonly links?: readonly Link[];
}

const dead: LinkShape = { lossPercent: 100 };
const flaps = 4;
const longestFlapMs = 250;
const slowerMs = [20, 80, 250] as const;
const stepMs = 250;

/** Links that this package has shaped and not yet set right. */
const dying = new WeakMap<World, readonly Link[]>();

async function linksFor(world: World, value: DyingValue): Promise<readonly Link[]> {
  const { links, target = 'one', pick = 0 } = value;
  return links ?? linksOfTarget(world, target, pick);
}

/** Leaves the links dead. */
async function letDie(world: World, links: readonly Link[], manner: Manner, pick: number): Promise<boolean> {
  const shape = async (given: LinkShape): Promise<void> => world.faults.network.shape?.(links, given);
  if (manner === 'slow-then-dead') {
    for (const delayMs of slowerMs) {
      await shape({ delayMs, jitterMs: delayMs / 2 });
      await world.clock.sleep(stepMs);
    }
  } else {
    const random = createRandomSource(pick).fork('flaps');
    for (let flap = 0; flap < flaps; flap += 1) {
      await shape(dead);
      await world.clock.sleep(random.below(longestFlapMs));
      await shape({});
      await world.clock.sleep(random.below(longestFlapMs));
    }
  }
  return shapeLinks(world, links, dead);
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const value = (invocation.value ?? {}) as DyingValue;
  const { manner = 'flapping', target = 'one', pick = 0 } = value;
  const links = await unshaped(world, await linksFor(world, value));
  if (links.length === 0)
    return nothingTo('let die', whyNobody({ target, hosts: value.links }, 'every link was shaped already'));
  dying.set(world, links);
  return {
    description: `links ${manner}: ${links.length} links`,
    hosts: [...new Set(links.flatMap(({ from, to }) => [from, to]))].sort(),
    verified: await letDie(world, links, manner, pick),
    evidence: { manner, expectedLinks: linkTexts(links) },
  };
}

async function stop(world: World): Promise<FaultResult> {
  const links = dying.get(world) ?? [];
  dying.delete(world);
  return {
    description: 'links alive',
    hosts: world.nodes,
    verified: await straightenLinks(world, links),
    evidence: { links: linkTexts(links) },
  };
}

export const dyingLinks: FaultPackageFactory = {
  name: 'dying-links',
  summary: 'links of the leader or of another host come and go, or get slow and then die',
  needs: ['network-shape'],
  targets: linkTargets,
  create: (options) => ({
    name: 'dying-links',
    startOperations: ['let-links-die'],
    stopOperations: ['revive-links'],
    values: { 'let-links-die': { ...onLinks, manner: oneOf(manners), target: linkTarget } },
    schedule: () =>
      alternate(options, 'let-links-die', 'revive-links', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('revive-links'),
    invoke: (world, invocation) =>
      invocation.f === 'let-links-die' ? start(world, invocation) : stop(world),
  }),
};
