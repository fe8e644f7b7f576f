// Disks whose fsync says that all is safe and makes nothing so, until the power goes. No node can notice what it has lost
// then, so that acknowledged writes may be gone from a sound cluster too: this shows what the guarantee of a database stands on.

import { diskOf, endOnDisks, injectOnDisks } from './disk-conditions.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, targets } from './target.ts';
import { unavailableHosts } from './unavailable-hosts.ts';

const decks: readonly (readonly Target[])[] = [
  ['majority', 'all'],
  ['minority', 'leader'],
];

export const lyingFsync: FaultPackageFactory = {
  name: 'lying-fsync',
  summary:
    'disks that only pretend to sync, then lose their power: even a sound cluster may lose what it acknowledged',
  needs: ['disk', 'undetectable-loss'],
  targets,
  create: (options) => ({
    name: 'lying-fsync',
    startOperations: ['lie-on-sync'],
    stopOperations: ['expose-lies'],
    values: { 'lie-on-sync': onHosts },
    schedule: () =>
      alternate(options, 'lie-on-sync', 'expose-lies', decks, (target, pick) => ({ target, pick })),
    heal: () => once('expose-lies'),
    invoke: async (world, invocation) => {
      if (invocation.f === 'lie-on-sync')
        return injectOnDisks(world, invocation, 'lying-fsync', { kind: 'lying-sync' }, 'lying-sync');
      const liars = [...unavailableHosts(world)].flatMap(([host, by]) =>
        by === 'lying-fsync' ? [host] : [],
      );
      await diskOf(world).powerOff(liars);
      return endOnDisks(world, 'lying-fsync');
    },
  }),
};
