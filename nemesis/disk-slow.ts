// Disks that take their time, or hang: the gap between writing and knowing that it is written grows from a
// millisecond to seconds, and with it every race that lives in that gap.

import { endOnDisks, injectOnDisks } from './disk-conditions.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts, orNull, wholeFrom } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, type TargetValue, targets } from './target.ts';

interface Kind {
  /** `null`: no call returns at all. */
  readonly delayMs: number | null;
  /** Where given, the disk gets well by itself: after this time it is as fast as ever. */
  readonly recoveryMs?: number;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { delayMs: 200, target: 'all' },
    { delayMs: 50, target: 'majority' },
    { delayMs: 400, target: 'majority' },
  ],
  [
    { delayMs: 300, target: 'leader' },
    { delayMs: null, target: 'leader' },
    { delayMs: 1000, target: 'minority' },
    { delayMs: null, target: 'one' },
    { delayMs: 600, recoveryMs: 2500, target: 'majority' },
  ],
];

/** Longer than any run waits for a disk. */
const longestMs = 3_600_000;
const slowness = {
  ...onHosts,
  delayMs: orNull(wholeFrom(1, longestMs), 'no call returns'),
  recoveryMs: wholeFrom(1, longestMs),
};

interface DiskSlowValue extends TargetValue {
  readonly delayMs?: number | null;
  readonly recoveryMs?: number;
}

export const diskSlow: FaultPackageFactory = {
  name: 'disk-slow',
  summary:
    'disks that take tens to hundreds of milliseconds longer for every call, hang, or are slow and recover',
  needs: ['disk'],
  targets,
  create: (options) => ({
    name: 'disk-slow',
    startOperations: ['slow-disk'],
    stopOperations: ['restore-disk'],
    values: { 'slow-disk': slowness },
    schedule: () =>
      alternate(options, 'slow-disk', 'restore-disk', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('restore-disk'),
    invoke: (world, invocation) => {
      if (invocation.f !== 'slow-disk') return endOnDisks(world, 'disk-slow');
      const { delayMs = null, recoveryMs } = (invocation.value ?? {}) as DiskSlowValue;
      if (delayMs === null) return injectOnDisks(world, invocation, 'disk-slow', { kind: 'hang' }, 'hang');
      const recovery = recoveryMs === undefined ? {} : { recoveryMs };
      return injectOnDisks(world, invocation, 'disk-slow', { kind: 'slow', delayMs, ...recovery }, 'slow');
    },
  }),
};
