// Disks that read wrong for a while: a bit of what comes back is another than on the medium, which is right. The database is
// started again meanwhile, since it is then that it reads. One that takes such a reading for damage, or worse for a torn
// tail, gives away what it holds; a sound one reads again.

import type { Invocation } from '../src/generator/generator.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import { endOnDisks, injectOnDisks } from './disk-conditions.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { onHosts, wholeFrom } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import type { Target, TargetValue } from './target.ts';

interface Kind {
  readonly percent: number;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { percent: 30, target: 'leader' },
    { percent: 20, target: 'minority' },
  ],
  [
    { percent: 20, target: 'all' },
    { percent: 30, target: 'one' },
    { percent: 10, target: 'majority' },
  ],
];

interface MisreadValue extends TargetValue {
  readonly percent?: number;
}

function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const { percent = 30 } = (invocation.value ?? {}) as MisreadValue;
  const restart = async (host: NodeName): Promise<void> => {
    await world.faults.process.kill(host);
    await world.faults.process.start(host);
  };
  return injectOnDisks(world, invocation, 'disk-misread', { kind: 'misread', percent }, 'misread', restart);
}

export const diskMisread: FaultPackageFactory = {
  name: 'disk-misread',
  summary: 'restart the database on disks that read a bit wrong now and then, though the medium is right',
  needs: ['disk'],
  create: (options) => ({
    name: 'disk-misread',
    startOperations: ['misread'],
    stopOperations: ['read-right'],
    values: { misread: { ...onHosts, percent: wholeFrom(1, 100) } },
    schedule: () => alternate(options, 'misread', 'read-right', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('read-right'),
    invoke: (world, invocation) =>
      invocation.f === 'misread' ? start(world, invocation) : endOnDisks(world, 'disk-misread'),
  }),
};
