// The worlds by name, loaded only when one is used: the Docker client alone takes half a second to import.

import { worldNames } from '../plan/plan.ts';
import type { MissingFault } from '../worlds/host/fault-trials.ts';
import type { WorldAvailability, WorldFactory } from '../worlds/options.ts';
import type { WorldName } from '../worlds/world.ts';
import { infrastructureFailure, messageOf } from './failure.ts';
import { findByName } from './nearest.ts';

/** What a world's module offers. */
export interface WorldModule {
  readonly available: () => Promise<WorldAvailability>;
  /** Faults of this world that need something which this machine lacks. */
  readonly missingFaults: () => Promise<readonly MissingFault[]>;
  readonly create: WorldFactory;
}

interface WorldChoice {
  readonly name: WorldName;
  readonly summary: string;
  readonly load: () => Promise<WorldModule>;
}

/** In the order in which `auto` tries them. */
export const worldChoices: readonly WorldChoice[] = [
  {
    name: 'docker',
    summary: 'real containers, one a host; needs a Docker daemon',
    load: async () => {
      const docker = await import('../worlds/docker/world.ts');
      return {
        available: docker.dockerAvailability,
        missingFaults: docker.dockerMissingFaults,
        create: docker.createDockerWorld,
      };
    },
  },
  {
    name: 'namespaces',
    summary: 'the same hosts made of Linux namespaces; no Docker, no root where the kernel allows it',
    load: async () => {
      const namespaces = await import('../worlds/namespaces/world.ts');
      return {
        available: namespaces.namespacesAvailability,
        missingFaults: namespaces.namespacesMissingFaults,
        create: namespaces.createNamespacesWorld,
      };
    },
  },
  {
    name: 'sim',
    summary: 'one process, virtual time, network and disk; one seed, one trace',
    load: async () => {
      const { createSimWorld } = await import('../worlds/sim/world.ts');
      const available = { available: true, reason: 'it needs nothing but Node' };
      return {
        available: () => Promise.resolve(available),
        missingFaults: () => Promise.resolve([]),
        create: createSimWorld,
      };
    },
  },
];

export interface WorldReport extends WorldAvailability {
  readonly name: WorldName;
  readonly missingFaults: readonly MissingFault[];
}

async function inspect({ name, load }: WorldChoice): Promise<WorldReport> {
  try {
    const { available, missingFaults } = await load();
    const availability = await available();
    return { name, ...availability, missingFaults: availability.available ? await missingFaults() : [] };
  } catch (error) {
    return { name, available: false, reason: messageOf(error), missingFaults: [] };
  }
}

/** Whether each world works here, in the order of `auto`. */
export function inspectWorlds(): Promise<readonly WorldReport[]> {
  return Promise.all(worldChoices.map(inspect));
}

export interface ChosenWorld {
  readonly name: WorldName;
  /** Why this one. */
  readonly reason: string;
  /** Faults of this world that this machine lacks something for. */
  readonly missingFaults: readonly MissingFault[];
  readonly create: WorldFactory;
}

/**
 * The world a person asked for; `auto` is the first that works here.
 * @throws {CommandFailure} when it does not exist, or does not work on this machine.
 */
export async function chooseWorld(wanted: string): Promise<ChosenWorld> {
  const automatic = wanted === 'auto';
  const choices = automatic
    ? worldChoices
    : [findByName('world', wanted, [...worldChoices, { name: 'auto' as const }])].filter(
        (choice) => 'load' in choice,
      );
  const refused: string[] = [];
  for (const choice of choices) {
    const { available, reason, missingFaults } = await inspect(choice);
    if (available) {
      const passed = refused.length === 0 ? '' : `; not ${refused.join(', not ')}`;
      const { create } = await choice.load();
      const why = automatic ? `${reason}${passed}` : 'selected with --world';
      return { name: choice.name, reason: why, missingFaults, create };
    }
    refused.push(`${choice.name}: ${reason}`);
  }
  throw infrastructureFailure(
    automatic
      ? `No world works on this machine (${refused.join('; ')}).`
      : `The ${wanted} world does not work here: ${refused.join('; ').replace(`${wanted}: `, '')}`,
  );
}

/** The names `--world` takes. */
export const worldOptionNames: readonly string[] = ['auto', ...worldNames];
