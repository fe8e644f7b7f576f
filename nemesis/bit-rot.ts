// Damage to stored data: a bit that flips, a write that never or only in part reached the medium, one that landed elsewhere. The host
// then restarts, since only what is read back can hurt. The world refuses damage that could take an entry's last copies.

import type { Invocation } from '../src/generator/generator.ts';
import type { DiskDamage } from '../src/worlds/disk-fault.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { diskOf, hitsOf, nothingTo, waitForHit } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { oneOf, onHosts } from './fault-value.ts';
import { endOnProcesses, hostsInOrder } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { chooseHosts, type Target, type TargetValue, targets, targetValue, whyNobody } from './target.ts';

type Damage = DiskDamage['kind'];
const damages = [
  'bit-flip',
  'torn-write',
  'lost-write',
  'misdirected-write',
] as const satisfies readonly Damage[];

interface Kind {
  readonly damage: Damage;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { damage: 'bit-flip', target: 'leader' },
    { damage: 'bit-flip', target: 'one' },
  ],
  [
    { damage: 'misdirected-write', target: 'one' },
    { damage: 'lost-write', target: 'leader' },
    { damage: 'torn-write', target: 'one' },
    { damage: 'bit-flip', target: 'minority' },
  ],
];

interface BitRotValue extends TargetValue {
  readonly damage?: Damage;
}

/** Damages one host's disk; answers how often it had been hit before, or `null` where this time it was not. */
async function damageHost(world: World, host: NodeName, kind: Damage): Promise<number | null> {
  const before = await hitsOf(world, host, kind);
  if (!(await diskOf(world).damage(host, { kind }))) return null;
  if (await waitForHit(world, host, kind, before)) return before;
  await diskOf(world).heal(host);
  // A write that came between the last look and the healing was damaged none the less.
  return (await hitsOf(world, host, kind)) > before ? before : null;
}

async function rot(world: World, invocation: Invocation): Promise<FaultResult> {
  const { damage = 'bit-flip' } = (invocation.value ?? {}) as BitRotValue;
  const value = targetValue(invocation);
  const candidates = await chooseHosts(world, await hostsInOrder(world), value);
  if (candidates.length === 0)
    return nothingTo('damage', whyNobody(value, 'no process was running on a whole disk'));
  const damaged = await Promise.all(candidates.map((host) => damageHost(world, host, damage)));
  const hosts = candidates.filter((_, index) => damaged[index] !== null);
  if (hosts.length === 0)
    return nothingTo('damage', 'no disk may be damaged now, or nothing was written to it');
  // What was lost or misdirected shows only once the page cache is gone.
  await diskOf(world).powerOff(hosts);
  const states = await Promise.all(hosts.map((host) => world.faults.process.state(host)));
  const hitsSince = async (host: NodeName): Promise<number> =>
    (await hitsOf(world, host, damage)) - (damaged[candidates.indexOf(host)] ?? 0);
  const hits = Object.fromEntries(
    await Promise.all(hosts.map(async (host) => [host, await hitsSince(host)] as const)),
  );
  return {
    description: `${damage} and power loss: ${hosts.join(', ')}`,
    hosts,
    verified: states.every((state) => state === 'absent'),
    evidence: { hits, states },
  };
}

export const bitRot: FaultPackageFactory = {
  name: 'bit-rot',
  summary:
    'flip bits in what is stored, lose, tear or misdirect writes, then restart the host so that it reads them',
  needs: ['disk'],
  targets,
  create: (options) => ({
    name: 'bit-rot',
    startOperations: ['damage-disk'],
    stopOperations: ['recover'],
    values: { 'damage-disk': { ...onHosts, damage: oneOf(damages) } },
    schedule: () => alternate(options, 'damage-disk', 'recover', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('recover'),
    invoke: (world, invocation) =>
      invocation.f === 'damage-disk'
        ? rot(world, invocation)
        : endOnProcesses(world, 'recover', 'absent', (host) => world.faults.process.start(host)),
  }),
};
