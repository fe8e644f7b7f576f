// Disks that fill up under the database: first all is well, then an append finds too little room, at a moment that the
// database did not choose, and with part of what it wrote on the disk.

import { endOnDisks, injectOnDisks } from './disk-conditions.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts, wholeFrom } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, type TargetValue, targets } from './target.ts';

interface Kind {
  readonly freeKib: number;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { freeKib: 16, target: 'leader' },
    { freeKib: 64, target: 'leader' },
  ],
  [
    { freeKib: 32, target: 'minority' },
    { freeKib: 16, target: 'majority' },
    { freeKib: 64, target: 'all' },
    { freeKib: 4, target: 'one' },
  ],
];

/** A disk with more room than this does not fill up in a run. */
const mostFreeKib = 1 << 20;

interface DiskFullValue extends TargetValue {
  readonly freeKib?: number;
}

export const diskFull: FaultPackageFactory = {
  name: 'disk-full',
  summary: 'disks with room for a few KiB more, which fill up and then refuse every append',
  needs: ['disk'],
  targets,
  create: (options) => ({
    name: 'disk-full',
    expectedHalt: /\bENOSPC\b/,
    startOperations: ['fill-disk'],
    stopOperations: ['clear-disk'],
    values: { 'fill-disk': { ...onHosts, freeKib: wholeFrom(0, mostFreeKib) } },
    schedule: () => alternate(options, 'fill-disk', 'clear-disk', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('clear-disk'),
    invoke: (world, invocation) => {
      if (invocation.f !== 'fill-disk') return endOnDisks(world, 'disk-full');
      const { freeKib = 16 } = (invocation.value ?? {}) as DiskFullValue;
      const fault = { kind: 'filling', freeBytes: freeKib * 1024 } as const;
      return injectOnDisks(world, invocation, 'disk-full', fault, 'filling');
    },
  }),
};
