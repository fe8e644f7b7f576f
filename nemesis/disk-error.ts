// Disks that fail calls: an fsync that says EIO, every call that says EIO, a disk that is full. A database that goes on
// after a failed fsync believes in data that is not there.

import type { Invocation } from '../src/generator/generator.ts';
import type { DiskFault } from '../src/worlds/disk-fault.ts';
import { endOnDisks, injectOnDisks } from './disk-conditions.ts';
import type { FaultPackageFactory } from './fault.ts';
import { oneOf, onHosts } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, type TargetValue, targets } from './target.ts';

const faults = {
  'failing-sync': { kind: 'error', code: 'EIO', operations: ['sync'] },
  /** Spares all files but logs; for schedules that are written out. */
  'failing-log-sync': { kind: 'error', code: 'EIO', operations: ['sync'], files: 'log' },
  'flaky-sync': { kind: 'error', code: 'EIO', operations: ['sync'], percent: 20 },
  failing: { kind: 'error', code: 'EIO', percent: 30 },
  full: { kind: 'error', code: 'ENOSPC' },
} as const satisfies Readonly<Record<string, DiskFault>>;

type Failure = keyof typeof faults;

interface Kind {
  readonly failure: Failure;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { failure: 'failing-sync', target: 'leader' },
    { failure: 'full', target: 'leader' },
    { failure: 'flaky-sync', target: 'leader' },
  ],
  [
    { failure: 'failing-sync', target: 'minority' },
    { failure: 'flaky-sync', target: 'majority' },
    { failure: 'failing', target: 'one' },
    { failure: 'full', target: 'minority' },
    { failure: 'failing-sync', target: 'all' },
  ],
];

interface DiskErrorValue extends TargetValue {
  readonly failure?: Failure;
}

function faultOf({ value }: Invocation): DiskFault & { readonly kind: 'error' } {
  return faults[(value as DiskErrorValue | null)?.failure ?? 'failing-sync'];
}

export const diskError: FaultPackageFactory = {
  name: 'disk-error',
  summary: 'disks that fail: EIO on fsync or on any call, no space left',
  needs: ['disk'],
  targets,
  create: (options) => ({
    name: 'disk-error',
    expectedHalt: /\b(EIO|ENOSPC)\b/,
    startOperations: ['break-disk'],
    stopOperations: ['repair-disk'],
    values: { 'break-disk': { ...onHosts, failure: oneOf(Object.keys(faults)) } },
    schedule: () =>
      alternate(options, 'break-disk', 'repair-disk', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('repair-disk'),
    invoke: (world, invocation) => {
      if (invocation.f !== 'break-disk') return endOnDisks(world, 'disk-error');
      const fault = faultOf(invocation);
      return injectOnDisks(world, invocation, 'disk-error', fault, fault.code);
    },
  }),
};
