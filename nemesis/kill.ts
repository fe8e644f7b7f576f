// Crashes: SIGKILL of the database on chosen hosts, later a restart from what is on their disks.

import type { Generator } from '../src/generator/generator.ts';
import { sequence } from '../src/generator/sequence.ts';
import { nemesis } from '../src/generator/threads.ts';
import { once as onceInvoked } from '../src/generator/values.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { endOnProcesses, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { targetDecks, targets } from './target.ts';

/**
 * At the end of the load everything is killed once more at the same moment: what a node forgets when it restarts its
 * peers would otherwise tell it, and the reads after healing are to see what the disks alone have kept.
 */
function lastKill(): Generator {
  const killAll = nemesis(onceInvoked({ f: 'kill', value: { target: 'all', pick: 0 }, process: 'nemesis' }));
  return sequence([once('restart'), killAll, once('restart')]);
}

export const kill: FaultPackageFactory = {
  name: 'kill',
  summary: 'kill -9 the database on one node, a minority, a majority, the leader or all, and restart it',
  targets,
  create: (options) => ({
    name: 'kill',
    startOperations: ['kill'],
    stopOperations: ['restart'],
    values: { kill: onHosts },
    schedule: () => alternate(options, 'kill', 'restart', targetDecks, (target, pick) => ({ target, pick })),
    heal: lastKill,
    invoke: (world, invocation) =>
      invocation.f === 'kill'
        ? injectOnProcesses(world, invocation, 'kill', (host) => world.faults.process.kill(host), 'absent')
        : endOnProcesses(world, 'restart', 'absent', (host) => world.faults.process.start(host)),
  }),
};
