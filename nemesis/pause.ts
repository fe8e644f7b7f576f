// Hangs: SIGSTOP of the database on chosen hosts, later SIGCONT. A paused leader wakes up believing it still leads.

import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { endOnProcesses, hostsInOrder, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { targetDecks, targets } from './target.ts';

export const pause: FaultPackageFactory = {
  name: 'pause',
  summary:
    'SIGSTOP the database on one node, a minority, a majority, the leader or all, and let it go on later',
  targets,
  create: (options) => ({
    name: 'pause',
    startOperations: ['pause'],
    stopOperations: ['resume'],
    values: { pause: onHosts },
    schedule: () => alternate(options, 'pause', 'resume', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('resume'),
    async invoke(world, invocation) {
      const { process } = world.faults;
      if (invocation.f !== 'pause')
        return endOnProcesses(world, 'resume', 'paused', (host) => process.resume(host));
      const candidates = await hostsInOrder(world);
      const act = (host: string): Promise<void> => process.pause(host);
      return injectOnProcesses(world, invocation, 'pause', act, 'paused', candidates);
    },
  }),
};
