// Hangs: SIGSTOP of the database on chosen hosts, later SIGCONT. A paused leader wakes up believing it still leads.

import type { FaultPackageFactory } from './fault.ts';
import { endOnProcesses, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './schedule.ts';
import { targetDecks } from './target.ts';

export const pause: FaultPackageFactory = {
  name: 'pause',
  summary:
    'SIGSTOP the database on one node, a minority, a majority, the leader or all, and let it go on later',
  create: (options) => ({
    name: 'pause',
    startOperations: ['pause'],
    stopOperations: ['resume'],
    schedule: () => alternate(options, 'pause', 'resume', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('resume'),
    invoke: (world, invocation) =>
      invocation.f === 'pause'
        ? injectOnProcesses(world, invocation, 'pause', (host) => world.faults.process.pause(host), 'paused')
        : endOnProcesses(world, 'resume', 'paused', (host) => world.faults.process.resume(host)),
  }),
};
