// The kernel's last resort when memory has run out: it kills the database, with a word in no log but its own. Before that the database
// is short of memory for a moment, and its files are read from the disk again and again.

import type { NodeName } from '../src/worlds/world.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { hostOf } from './host-conditions.ts';
import { endOnProcesses, hostsInOrder, injectOnProcesses } from './process-faults.ts';
import { alternate, once } from './rhythm.ts';
import { targetDecks, targets } from './target.ts';

export const outOfMemory: FaultPackageFactory = {
  name: 'out-of-memory',
  summary: 'let a neighbour take the memory of the database until the kernel kills it, and start it again',
  needs: ['memory'],
  targets,
  create: (options) => ({
    name: 'out-of-memory',
    startOperations: ['crowd-out'],
    stopOperations: ['start-crowded'],
    values: { 'crowd-out': onHosts },
    schedule: () =>
      alternate(options, 'crowd-out', 'start-crowded', targetDecks, (target, pick) => ({ target, pick })),
    heal: () => once('start-crowded'),
    async invoke(world, invocation) {
      if (invocation.f !== 'crowd-out')
        return endOnProcesses(world, 'start', 'absent', (host) => world.faults.process.start(host));
      const kills: Record<NodeName, number> = {};
      const act = async (host: NodeName): Promise<void> => {
        kills[host] = (await hostOf(world).runOutOfMemory?.(host)) ?? 0;
      };
      const candidates = await hostsInOrder(world);
      const result = await injectOnProcesses(world, invocation, 'crowd out', act, 'absent', candidates);
      if (result.skipped !== undefined) return result;
      // Gone, and by the kernel's own count for want of memory.
      const verified = result.verified && result.hosts.every((host) => (kills[host] ?? 0) > 0);
      return { ...result, verified, evidence: { ...result.evidence, killsForWantOfMemory: kills } };
    },
  }),
};
