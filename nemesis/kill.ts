// Crashes: SIGKILL of the database on chosen hosts, later a restart from what is on their disks.

import type { FaultPackageFactory } from './fault.ts';
import { endOnProcesses, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './schedule.ts';
import type { Target } from './target.ts';

/**
 * Every second kill hits the leader. Of the others most take down all: what a node forgets when it restarts, its peers
 * would tell it.
 */
const decks: readonly (readonly Target[])[] = [
  ['leader'],
  ['one', 'all', 'minority', 'all', 'majority', 'all'],
];

export const kill: FaultPackageFactory = {
  name: 'kill',
  summary: 'kill -9 the database on one node, a minority, a majority, the leader or all, and restart it',
  create: (options) => ({
    name: 'kill',
    startOperations: ['kill'],
    stopOperations: ['restart'],
    schedule: () => alternate(options, 'kill', 'restart', decks, (target, pick) => ({ target, pick })),
    heal: () => once('restart'),
    invoke: (world, invocation) =>
      invocation.f === 'kill'
        ? injectOnProcesses(world, invocation, 'kill', (host) => world.faults.process.kill(host), 'absent')
        : endOnProcesses(world, 'restart', 'absent', (host) => world.faults.process.start(host)),
  }),
};
