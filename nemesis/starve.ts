// Processes that hardly run, that can open no more files, or that get no more memory: what a crowded host does to a database.

import type { Invocation } from '../src/generator/generator.ts';
import type { HostLimits } from '../src/worlds/host-limits.ts';
import type { NodeName, World } from '../src/worlds/world.ts';
import type { FaultPackageFactory, FaultResult } from './fault.ts';
import { oneOf, onHosts } from './fault-value.ts';
import { endOnHosts, hostOf, injectOnHosts, type Look } from './host-conditions.ts';
import { alternate, once } from './rhythm.ts';
import { type Target, type TargetValue, targets } from './target.ts';

const resources = ['processor', 'files', 'memory'] as const;
type Resource = (typeof resources)[number];

interface StarveValue extends TargetValue {
  readonly resource?: Resource;
}

interface Kind {
  readonly resource: Resource;
  readonly target: Target;
}

const decks: readonly (readonly Kind[])[] = [
  [
    { resource: 'processor', target: 'leader' },
    { resource: 'memory', target: 'leader' },
    { resource: 'files', target: 'leader' },
  ],
  [
    { resource: 'processor', target: 'majority' },
    { resource: 'files', target: 'minority' },
    { resource: 'memory', target: 'minority' },
    { resource: 'processor', target: 'all' },
  ],
];

/** Share of the time that a starved process runs. */
const starvedPercent = 15;
/** How often it is looked at until the effect is seen: on a busy machine single looks fall where it happens to run. */
const mostLooks = 4;
/** What a process gives back after its limit was set, it can have again: some of that counts as none. */
const littleMemoryKib = 128 * 1024;

const effects: Readonly<Record<Resource, (limits: HostLimits) => boolean>> = {
  processor: ({ stoppedShare }) => stoppedShare > 0.5,
  files: ({ spareFiles }) => spareFiles === 0,
  memory: ({ spareMemoryKib }) => spareMemoryKib < littleMemoryKib,
};

function asSeen(limits: HostLimits | null): Look['seen'] {
  if (limits === null) return 'the process has ended';
  const { stoppedShare, spareFiles, spareMemoryKib } = limits;
  return {
    stoppedShare,
    spareFiles,
    spareMemoryKib: Number.isFinite(spareMemoryKib) ? Math.round(spareMemoryKib) : null,
  };
}

async function start(world: World, invocation: Invocation): Promise<FaultResult> {
  const { resource = 'processor' } = (invocation.value ?? {}) as StarveValue;
  const host = hostOf(world);
  const act = (node: NodeName): Promise<void> => {
    if (resource === 'files') return host.exhaustFiles(node);
    return resource === 'memory' ? host.exhaustMemory(node) : host.starve(node, starvedPercent);
  };
  const look = async (node: NodeName): Promise<Look> => {
    for (let looks = 1; ; looks += 1) {
      const limits = await host.limits(node);
      // A database may die of what it does not get, and at once.
      const died = limits === null && resource !== 'processor';
      const verified = died || (limits !== null && effects[resource](limits));
      if (verified || looks === mostLooks) return { verified, seen: asSeen(limits) };
      // What it closed or gave back since its limit was set, it could have again. If it ended meanwhile, the next look shows it.
      if (resource !== 'processor') await act(node).catch(() => undefined);
    }
  };
  const result = await injectOnHosts(world, invocation, 'starve', act, look);
  return result.skipped === undefined
    ? { ...result, description: `no ${resource} for ${result.hosts.join(', ')}` }
    : result;
}

function stop(world: World): Promise<FaultResult> {
  const look = async (node: NodeName): Promise<Look> => {
    const limits = await hostOf(world).limits(node);
    const free = limits !== null && resources.every((resource) => !effects[resource](limits));
    return { verified: free, seen: asSeen(limits) };
  };
  return endOnHosts(world, 'starve', (node) => hostOf(world).relieve(node), look);
}

export const starve: FaultPackageFactory = {
  name: 'starve',
  summary: 'leave the database hardly any processor time, no more files to open, or no more memory',
  needs: ['host'],
  targets,
  create: (options) => ({
    name: 'starve',
    startOperations: ['starve'],
    stopOperations: ['relieve'],
    values: { starve: { ...onHosts, resource: oneOf(resources) } },
    schedule: () => alternate(options, 'starve', 'relieve', decks, (kind, pick) => ({ ...kind, pick })),
    heal: () => once('relieve'),
    // What it can neither open nor keep in memory, a sound node halts over.
    expectedHalt: /\b(EMFILE|ENOMEM)\b/,
    invoke: (world, invocation) => (invocation.f === 'starve' ? start(world, invocation) : stop(world)),
  }),
};
