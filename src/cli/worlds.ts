// The worlds by name, loaded only when one is used: the Docker client alone takes half a second to import.

import { worldNames } from '../plan/plan.ts';
import type { WorldAvailability, WorldFactory } from '../worlds/options.ts';
import type { WorldName } from '../worlds/world.ts';
import { infrastructureFailure, messageOf } from './failure.ts';
import { findByName } from './nearest.ts';

/** What a world's module offers. */
export interface WorldModule {
  readonly available: () => Promise<WorldAvailability>;
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
      const { dockerAvailability, createDockerWorld } = await import('../worlds/docker/world.ts');
      return { available: dockerAvailability, create: createDockerWorld };
    },
  },
  {
    name: 'namespaces',
    summary: 'the same hosts made of Linux namespaces; no Docker, no root where the kernel allows it',
    load: async () => {
      const { namespacesAvailability, createNamespacesWorld } = await import('../worlds/namespaces/world.ts');
      return { available: namespacesAvailability, create: createNamespacesWorld };
    },
  },
  {
    name: 'sim',
    summary: 'one process, virtual time, network and disk; one seed, one trace',
    load: async () => {
      const { createSimWorld } = await import('../worlds/sim/world.ts');
      const available = { available: true, reason: 'it needs nothing but Node' };
      return { available: () => Promise.resolve(available), create: createSimWorld };
    },
  },
];

export interface WorldReport extends WorldAvailability {
  readonly name: WorldName;
}

async function inspect({ name, load }: WorldChoice): Promise<WorldReport> {
  try {
    return { name, ...(await (await load()).available()) };
  } catch (error) {
    return { name, available: false, reason: messageOf(error) };
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
    const { available, reason } = await inspect(choice);
    if (available) {
      const passed = refused.length === 0 ? '' : `; not ${refused.join(', not ')}`;
      const { create } = await choice.load();
      return { name: choice.name, reason: automatic ? `${reason}${passed}` : 'asked for', create };
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
