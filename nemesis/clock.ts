// Wall clocks that jump and drift. Order and leases must go by monotonic clocks, which are left alone; a database that
// trusts the wall clock shows it here.

import type { Invocation } from '../src/generator/generator.ts';
import { createRandomSource } from '../src/random/source.ts';
import type { ClockFaults, NodeName, World } from '../src/worlds/world.ts';
import { nothingTo } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { type FaultField, oneOf, onHosts } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, type Target, type TargetValue, targets, whyNobody } from './target.ts';

const changes = ['jump-back', 'jump-ahead', 'drift-slow', 'drift-fast', 'strobe'] as const;
type Change = (typeof changes)[number];

interface Kind {
  readonly change: Change;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { change: 'jump-back', target: 'leader' },
    { change: 'drift-slow', target: 'leader' },
  ],
  [
    { change: 'jump-ahead', target: 'minority' },
    { change: 'jump-ahead', target: 'majority' },
    { change: 'drift-fast', target: 'majority' },
    { change: 'jump-back', target: 'all' },
    { change: 'strobe', target: 'minority' },
  ],
];

interface ClockValue extends TargetValue {
  readonly change?: Change;
  /** Set when a recorded schedule is repeated. */
  readonly amount?: number;
}

const jumpsMs = [20, 200, 1000, 5000, 60_000, 600_000, 86_400_000] as const;
/** A strobing clock jumps there and back this often before it stays away. */
const strobes = 10;
const strobeMs = 25;
const driftsPartsPerMillion = [50_000, 200_000, 500_000] as const;
const jumpMaxMs = 86_400_000;
const driftMax = 1_000_000;
/** How long a drift is watched to see it. */
const watchMs = 200;

const drifts = (change: Change): boolean => change.startsWith('drift');

/** A clock that drifts stays one that runs forward; one that changes by nothing would be no fault. */
const amountField: FaultField = {
  words: `a whole number other than 0: ms of a jump up to ${jumpMaxMs}, or parts per million of a drift below ${driftMax}`,
  accepts: (held, { change }) => {
    const isDrift = change === 'drift-slow' || change === 'drift-fast';
    const size = Number.isInteger(held) ? Math.abs(held as number) : 0;
    return size > 0 && (isDrift ? size < driftMax : size <= jumpMaxMs);
  },
};

/** Ms of a jump, or parts per million of a drift. */
function amountOf({ change = 'jump-back', amount, pick = 0 }: ClockValue): number {
  if (amount !== undefined) return amount;
  const source = createRandomSource(pick).fork('amount');
  const size = source.pick<number>(drifts(change) ? driftsPartsPerMillion : jumpsMs);
  return change === 'jump-back' || change === 'drift-slow' ? -size : size;
}

function clockOf({ name, faults }: World): ClockFaults {
  if (faults.clock === undefined) throw new Error(`The ${name} world cannot move clocks.`);
  return faults.clock;
}

/** Wall clock minus true time by host, in ms. */
async function offsets(world: World, hosts: readonly NodeName[]): Promise<readonly number[]> {
  return Promise.all(hosts.map((host) => clockOf(world).offsetMs(host)));
}

async function strobe(world: World, host: NodeName, amountMs: number): Promise<void> {
  const clock = clockOf(world);
  for (let round = 0; round < strobes; round += 1) {
    await clock.jump(host, amountMs);
    await world.clock.sleep(strobeMs);
    await clock.jump(host, -amountMs);
    await world.clock.sleep(strobeMs);
  }
  await clock.jump(host, amountMs);
}

async function skew(world: World, invocation: Invocation): Promise<FaultResult> {
  const value = (invocation.value ?? {}) as ClockValue;
  const { change = 'jump-back' } = value;
  const amount = amountOf(value);
  const clock = clockOf(world);
  const hosts = await chooseHosts(world, world.nodes, value);
  if (hosts.length === 0) return nothingTo('skew', whyNobody(value, 'no clock was named'));
  const before = await offsets(world, hosts);
  const jumps = !drifts(change);
  const move = (host: NodeName): Promise<void> => {
    if (change === 'strobe') return strobe(world, host, amount);
    return jumps ? clock.jump(host, amount) : clock.drift(host, amount);
  };
  await Promise.all(hosts.map(move));
  if (!jumps) await world.clock.sleep(watchMs);
  const after = await offsets(world, hosts);
  const least = jumps ? Math.abs(amount) / 2 : (watchMs * Math.abs(amount)) / 2e6;
  const moved = hosts.map((_, index) => ((after[index] ?? 0) - (before[index] ?? 0)) * Math.sign(amount));
  return {
    description: `clock ${change} by ${jumps ? `${amount} ms` : `${amount} ppm`}: ${hosts.join(', ')}`,
    hosts,
    verified: moved.every((ms) => ms >= least),
    evidence: { amount, offsetsBeforeMs: before, offsetsAfterMs: after },
  };
}

async function reset(world: World): Promise<FaultResult> {
  await Promise.all(world.nodes.map((host) => clockOf(world).reset(host)));
  const first = await offsets(world, world.nodes);
  await world.clock.sleep(watchMs);
  const second = await offsets(world, world.nodes);
  const rightMs = 50;
  return {
    description: 'every clock right',
    hosts: world.nodes,
    verified: [...first, ...second].every((ms) => Math.abs(ms) <= rightMs),
    evidence: { offsetsMs: [...second] },
  };
}

export const clock: FaultPackageFactory = {
  name: 'clock',
  summary: 'wall clocks that jump back or ahead by up to a day, to and fro, or run too fast or too slow',
  needs: ['clock'],
  targets,
  create: (options) => ({
    name: 'clock',
    startOperations: ['skew-clock'],
    stopOperations: ['reset-clock'],
    values: { 'skew-clock': { ...onHosts, change: oneOf(changes), amount: amountField } },
    schedule: () =>
      alternate(options, 'skew-clock', 'reset-clock', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('reset-clock'),
    invoke: (world, invocation) => (invocation.f === 'skew-clock' ? skew(world, invocation) : reset(world)),
  }),
};
