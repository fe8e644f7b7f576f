// The leader moves because an administrator says so, once or several times in a row. Work goes on meanwhile: clients
// see a short pause and nothing lost, however often it happens and whatever else is broken.

import type { Invocation } from '../src/generator/generator.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { administer, standingOf } from './administration.ts';
import { lookUntilWhole, servingLeader } from './after-effects.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { drawn, oneOf } from './fault-value.ts';
import { hostsInOrder } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { shuffledNodes, type TargetValue, targetValue } from './target.ts';

const scopes = ['one switch', 'switches in a row'] as const;

interface Kind {
  readonly scope: (typeof scopes)[number];
}

const decks: readonly (readonly Kind[])[] = [[{ scope: 'one switch' }, { scope: 'switches in a row' }]];
const switchesInARow = 4;
const seenTimeoutMs = 1000;
const pollIntervalMs = 50;

/** What became of one switch. */
type Outcome =
  /** The target was seen to lead. */
  | 'led'
  /** It was said to lead, a new term was begun, and another had taken over before anybody looked. */
  | 'over'
  /** The database did not do it, as it may. */
  | { readonly declined: string }
  /** It said that it did, and nothing shows it. */
  | 'unseen';

async function highestBallot(world: World): Promise<number> {
  const standings = await Promise.all(world.nodes.map((node) => standingOf(world, node)));
  return Math.max(0, ...standings.map((standing) => standing?.ballot ?? 0));
}

async function switchTo(world: World, through: NodeName, target: NodeName): Promise<Outcome> {
  const before = await highestBallot(world);
  const declined = await administer(world, through, `ALTER SYSTEM SWITCH LEADER TO '${target}'`);
  if (declined !== null) return { declined };
  for (let waitedMs = 0; waitedMs < seenTimeoutMs; waitedMs += pollIntervalMs) {
    if ((await standingOf(world, target))?.role === 'leader') return 'led';
    await world.clock.sleep(pollIntervalMs);
  }
  return (await highestBallot(world)) > before ? 'over' : 'unseen';
}

/**
 * The nodes to lead one after the other: those recorded behind the leader of then, else drawn so that each differs from the one before,
 * first those that could lead at once.
 */
async function targetsOf(
  world: World,
  candidates: readonly NodeName[],
  leader: NodeName,
  value: TargetValue & Partial<Kind>,
): Promise<readonly NodeName[]> {
  if (value.hosts !== undefined) return value.hosts.slice(1);
  const order = shuffledNodes(
    candidates.filter((node) => node !== leader),
    value.pick ?? 0,
  );
  const standings = await Promise.all(order.map((node) => standingOf(world, node)));
  const ready = order.filter((_, index) => standings[index]?.state === 'serving');
  const others = [...ready, ...order.filter((node) => !ready.includes(node)), leader];
  const count = value.scope === 'switches in a row' ? switchesInARow : 1;
  return others.length < 2
    ? []
    : Array.from({ length: count }, (_, index) => others[index % others.length] as NodeName);
}

async function switchLeaders(world: World, invocation: Invocation): Promise<FaultResult> {
  const value = targetValue(invocation);
  const candidates = await hostsInOrder(world);
  // Without one the statement is refused after a long wait, in which nothing else is tried.
  const leader = await servingLeader(world);
  if (leader === null) return nothingTo('switch', 'nobody led and served');
  const targets = await targetsOf(world, candidates, leader, value);
  const seen: { target: NodeName; outcome: Outcome }[] = [];
  for (const [index, target] of targets.entries()) {
    // Any node can be asked.
    const through = candidates[((value.pick ?? 0) + index) % candidates.length] as NodeName;
    const outcome = await switchTo(world, through, target);
    seen.push({ target, outcome });
    // Whoever declines once, with all its patience, will do so again, and other faults wait for their turn.
    if (typeof outcome !== 'string') break;
  }
  const moved = seen.filter(({ outcome }) => typeof outcome === 'string');
  if (moved.length === 0) {
    const why = seen.map(({ outcome }) => (typeof outcome === 'string' ? outcome : outcome.declined))[0];
    return nothingTo('switch', why ?? 'no other node was running');
  }
  return {
    description: `leader switched from ${leader} to ${moved.map(({ target }) => target).join(', ')}`,
    hosts: [leader, ...moved.map(({ target }) => target)],
    verified: moved.every(({ outcome }) => outcome !== 'unseen'),
    evidence: { from: leader, switches: seen.map(({ target, outcome }) => ({ target, outcome })) },
  };
}

/** Nothing lasts, and so somebody has to lead and serve: the node that was told to, or whoever won since. */
async function endSwitches(world: World, others: readonly string[]): Promise<FaultResult> {
  let leader: NodeName | null = null;
  const waited = await lookUntilWhole(world, others, async () => {
    leader = await servingLeader(world);
    return { missing: leader === null ? 'a leader that serves' : null, seen: { leader } };
  });
  return { description: `leader: ${leader ?? 'none'}`, hosts: [], ...waited };
}

export const switchLeader: FaultPackageFactory = {
  name: 'switch-leader',
  summary: 'move the leader to another node on command, once or several times in a row',
  create: (options) => ({
    name: 'switch-leader',
    startOperations: ['switch-leader'],
    stopOperations: ['end-switches'],
    values: { 'switch-leader': { ...drawn, scope: oneOf(scopes) } },
    schedule: () =>
      alternate(options, 'switch-leader', 'end-switches', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('end-switches'),
    invoke: (world, invocation, others = []) =>
      invocation.f === 'switch-leader' ? switchLeaders(world, invocation) : endSwitches(world, others),
  }),
};
