// Power loss: the process dies and its host's disk forgets, tears or reorders what was not synced. Only what an fsync
// has vouched for must be there again.

import { diskOf } from './disk-conditions.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { endOnProcesses, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, targets, targetValue } from './target.ts';

/** Every second loss takes the whole cluster or most of it: a single host's loss, its peers make good. */
const decks: readonly (readonly Target[])[] = [
  ['all', 'majority'],
  ['leader', 'one', 'minority', 'leader'],
];

export const power: FaultPackageFactory = {
  name: 'power',
  summary:
    'cut the power of one host, the leader, a minority, a majority or all: unsynced writes are lost or torn',
  needs: ['disk'],
  targets,
  create: (options) => ({
    name: 'power',
    startOperations: ['power-off'],
    stopOperations: ['power-on'],
    values: { 'power-off': onHosts },
    schedule: () => alternate(options, 'power-off', 'power-on', decks, (target, pick) => ({ target, pick })),
    heal: () => once('power-on'),
    invoke: (world, invocation) =>
      invocation.f === 'power-off'
        ? injectOnProcesses(
            world,
            invocation,
            'power off',
            (host) => diskOf(world).powerOff([host]),
            'absent',
            // A host that is named loses its power whether or not its database still runs.
            targetValue(invocation).hosts,
          )
        : endOnProcesses(world, 'power on', 'absent', (host) => world.faults.process.start(host)),
  }),
};
