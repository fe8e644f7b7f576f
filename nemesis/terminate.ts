// SIGTERM, as a supervisor sends it: the database may finish what it is at, and has to be gone soon.

import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { hostOf } from './host-conditions.ts';
import { endOnProcesses, hostsInOrder, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { targetDecks, targets } from './target.ts';

export const terminate: FaultPackageFactory = {
  name: 'terminate',
  summary: 'SIGTERM the database on one node, a minority, a majority, the leader or all, and start it again',
  needs: ['host'],
  targets,
  create: (options) => ({
    name: 'terminate',
    startOperations: ['terminate'],
    stopOperations: ['start-terminated'],
    values: { terminate: onHosts },
    schedule: () =>
      alternate(options, 'terminate', 'start-terminated', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('start-terminated'),
    async invoke(world, invocation) {
      if (invocation.f !== 'terminate')
        return endOnProcesses(world, 'start', 'absent', (host) => world.faults.process.start(host));
      // Whether it worked is read off the process afterwards.
      const act = async (host: string): Promise<void> => void (await hostOf(world).terminate(host));
      return injectOnProcesses(world, invocation, 'terminate', act, 'absent', await hostsInOrder(world));
    },
  }),
};
