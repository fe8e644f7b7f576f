// Leaders that are cut off the moment they are elected, twice in a row, and come back in the order in which they led. Each of them
// is left with entries that nobody else has; the first is let back while the second is still away, so that entries
// of an older ballot meet a newer one that nobody knows of (Ongaro and Ousterhout 2014, figure 8).

import type { Invocation } from '../src/generator/generator.ts';
import type { Link, NodeName, World } from '../src/worlds/world.ts';
import { cutLinks, openLinks, takeDropped, verifyCuts, verifyOpen } from './cuts.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { drawn, wholeFrom } from './fault-value.ts';
import { linksOf, linkTexts, straightenLinks, unshaped } from './link-shapes.ts';
import { allLinks } from './partition-shapes.ts';
import { alternate, once } from './rhythm.ts';
import { findLeader } from './target.ts';

const owner = 'leader-churn';
/** Packets take this long, so that a new leader is cut off before its first entry reaches anybody. */
const delaysMs = [15, 40, 80] as const;
const mostDelayMs = 10_000;
const lookEveryMs = 2;
/** A leader is waited for this long. */
const patienceMs = 6000;

interface ChurnValue {
  readonly delayMs?: number;
}

/** Links that this package has slowed down. */
const slowed = new WeakMap<World, readonly Link[]>();

async function nextLeader(world: World, known: readonly NodeName[]): Promise<NodeName | null> {
  const endNs = world.clock.nowNs() + patienceMs * 1e6;
  while (world.clock.nowNs() < endNs) {
    const leader = await findLeader(world, known);
    if (leader !== null) return leader;
    await world.clock.sleep(lookEveryMs);
  }
  return null;
}

/** Nodes beyond a bare majority with the first leader: without them nobody but that leader can win, whose log is the longest. */
function bystanders(nodes: readonly NodeName[], leaders: readonly NodeName[]): readonly NodeName[] {
  const others = nodes.filter((node) => !leaders.includes(node));
  const majority = Math.floor(nodes.length / 2) + 1;
  return others.slice(0, Math.max(0, others.length + 1 - majority));
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const { delayMs = delaysMs[0] } = (invocation.value ?? {}) as ChurnValue;
  const first = await findLeader(world);
  if (first === null) return nothingTo('cut off', 'nobody led');
  const links = await unshaped(world, allLinks(world.nodes));
  slowed.set(world, links);
  await world.faults.network.shape?.(links, { delayMs, jitterMs: delayMs / 4 });
  await cutLinks(world, owner, linksOf(world.nodes, first));
  const second = await nextLeader(world, [first]);
  if (second !== null) {
    const away = [second, ...bystanders(world.nodes, [first, second])];
    const awayLinks = away.flatMap((node) => linksOf(world.nodes, node));
    await cutLinks(world, owner, awayLinks);
    const staysCut = new Set(linkTexts(awayLinks));
    const back = linksOf(world.nodes, first).filter((link) => !staysCut.has(linkTexts([link])[0] as string));
    await openLinks(world, owner, back);
  }
  const leaders = second === null ? [first] : [first, second];
  const { verified, evidence } = await verifyCuts(world);
  return {
    description: `leaders cut off: ${leaders.join(', ')}${second === null ? ', and no other was elected' : ''}`,
    hosts: leaders,
    verified,
    evidence: { leaders, cuts: evidence },
  };
}

async function stop(world: World): Promise<FaultResult> {
  const opened = await openLinks(world, owner);
  const links = slowed.get(world) ?? [];
  slowed.delete(world);
  const { verified, evidence } = await verifyOpen(world, opened);
  return {
    description: 'leaders back',
    hosts: world.nodes,
    verified: (await straightenLinks(world, links)) && verified,
    evidence: { links: linkTexts(links), cuts: evidence, ...takeDropped(world, owner) },
  };
}

export const leaderChurn: FaultPackageFactory = {
  name: 'leader-churn',
  summary:
    'cut off two leaders in a row, each as soon as it is elected, and let the first back before the second',
  needs: ['network-shape'],
  create: (options) => ({
    name: owner,
    startOperations: ['churn-leaders'],
    stopOperations: ['end-churn'],
    values: { 'churn-leaders': { ...drawn, delayMs: wholeFrom(0, mostDelayMs) } },
    schedule: () =>
      alternate(options, 'churn-leaders', 'end-churn', [delaysMs], (delayMs, pick) => ({ delayMs, pick })),
    heal: () => once('end-churn'),
    invoke: (world, invocation) =>
      invocation.f === 'churn-leaders' ? start(world, invocation) : stop(world),
  }),
};
