// A whole host goes off: from one moment to the next nothing comes from it, not even the news that its connections are gone. Every
// second time it is most of the cluster, or all of it.

import type { NodeName, World } from '../src/worlds/world.ts';
import type { FaultPackageFactory } from './fault.ts';
import { onHosts } from './fault-value.ts';
import { endOnHosts, hostOf, injectOnHosts, type Look } from './host-conditions.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, targets } from './target.ts';

const decks: readonly (readonly Target[])[] = [
  ['leader', 'minority', 'leader', 'one'],
  ['all', 'majority'],
];

async function look(world: World, host: NodeName, on: boolean): Promise<Look> {
  const connected = await hostOf(world).isConnected(host);
  const state = await world.faults.process.state(host);
  const verified = connected === on && (state === 'absent') === !on;
  return { verified, seen: { connected, state } };
}

export const hostOff: FaultPackageFactory = {
  name: 'host-off',
  summary: 'switch off one host, the leader, a minority, a majority or all, without a word to anybody',
  needs: ['host'],
  targets,
  create: (options) => ({
    name: 'host-off',
    startOperations: ['switch-off'],
    stopOperations: ['switch-on'],
    values: { 'switch-off': onHosts },
    schedule: () =>
      alternate(options, 'switch-off', 'switch-on', decks, (target, pick) => ({ target, pick })),
    heal: () => once('switch-on'),
    invoke: (world, invocation) =>
      invocation.f === 'switch-off'
        ? injectOnHosts(
            world,
            invocation,
            'host-off',
            (host) => hostOf(world).switchOff(host),
            (host) => look(world, host, false),
          )
        : endOnHosts(
            world,
            'host-off',
            (host) => hostOf(world).switchOn(host),
            (host) => look(world, host, true),
          ),
  }),
};
