// A process that dies over and over, each time a moment after its start: in the middle of reading its log, of joining its peers, of its
// first election.

import { createRandomSource } from '../src/random/source.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import type { FaultPackageFactory } from './fault.ts';
import { endOnProcesses, hostsInOrder, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './schedule.ts';
import { targetDecks, targets, targetValue } from './target.ts';

const mostCrashes = 5;
const longestLifeMs = 400;

/** Kills the process, and again after each of some starts; it is down at the end. */
async function crashOften(world: World, host: NodeName, pick: number): Promise<void> {
  const { process } = world.faults;
  const random = createRandomSource(pick).fork(`crashes of ${host}`);
  const crashes = 2 + random.below(mostCrashes - 1);
  await process.kill(host);
  for (let crash = 1; crash < crashes; crash += 1) {
    await process.start(host);
    // Most lives are short: that is where start-up is.
    await world.clock.sleep(Math.round(longestLifeMs * random.unit() ** 2));
    await process.kill(host);
  }
}

export const crashLoop: FaultPackageFactory = {
  name: 'crash-loop',
  summary: 'kill -9 the database again and again while it starts',
  targets,
  create: (options) => ({
    name: 'crash-loop',
    startOperations: ['crash-often'],
    stopOperations: ['start-crashed'],
    schedule: () =>
      alternate(options, 'crash-often', 'start-crashed', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('start-crashed'),
    async invoke(world, invocation) {
      if (invocation.f !== 'crash-often')
        return endOnProcesses(world, 'start', 'absent', (host) => world.faults.process.start(host));
      const { pick = 0 } = targetValue(invocation);
      const act = (host: NodeName): Promise<void> => crashOften(world, host, pick);
      return injectOnProcesses(world, invocation, 'crash', act, 'absent', await hostsInOrder(world));
    },
  }),
};
