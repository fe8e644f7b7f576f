// Every fault package in every world that works here: whether it can be injected, and if not, what is lacking.

import { faultPackages } from '../../nemesis/registry.ts';
import { worldCapabilities } from '../worlds/capabilities.ts';
import type { WorldName } from '../worlds/world.ts';
import type { WorldReport } from './worlds.ts';

export interface FaultSupport {
  readonly fault: string;
  readonly world: WorldName;
  readonly available: boolean;
  /** Why not, and what to install or to do; what else it takes, for one that is available; empty where there is nothing to say. */
  readonly reason: string;
}

/** In order of the worlds, and of the packages in each. */
export function faultCatalogue(worlds: readonly WorldReport[]): readonly FaultSupport[] {
  return worlds
    .filter(({ available }) => available)
    .flatMap(({ name: world, missingFaults }) =>
      faultPackages.map(({ name, needs = [], needsSecondBuild }): FaultSupport => {
        if (!needs.every((need) => worldCapabilities[world].includes(need)))
          return { fault: name, world, available: false, reason: 'there is no such thing in this world' };
        const missing = missingFaults.find(({ capability }) => needs.includes(capability));
        if (missing !== undefined) return { fault: name, world, available: false, reason: missing.reason };
        const reason = needsSecondBuild === true ? 'with --upgrade-to' : '';
        return { fault: name, world, available: true, reason };
      }),
    );
}

/** The catalogue in few lines: for each world those that work, and for each reason those that do not. */
export function catalogueLines(
  catalogue: readonly FaultSupport[],
): readonly { readonly world: WorldName; readonly available: boolean; readonly text: string }[] {
  const groups = new Map<string, FaultSupport[]>();
  for (const support of catalogue) {
    const { world, available, reason } = support;
    const key = JSON.stringify([world, available, available ? '' : reason]);
    groups.set(key, [...(groups.get(key) ?? []), support]);
  }
  return [...groups.values()].map((group) => {
    const { world, available, reason } = group[0] as FaultSupport;
    const named = group.map(({ fault, reason: note }) =>
      available && note !== '' ? `${fault} (${note})` : fault,
    );
    return { world, available, text: named.join(', ') + (available ? '' : `: ${reason}`) };
  });
}
