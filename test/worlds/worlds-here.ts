// The worlds whose tests can run on this machine. ORDEAL_REQUIRE_WORLDS names those that must.

import { dockerAvailability } from '../../src/worlds/docker/availability.ts';
import { createDockerWorld } from '../../src/worlds/docker/world.ts';
import { createNamespacesWorld, namespacesAvailability } from '../../src/worlds/namespaces/world.ts';
import type { WorldFactory } from '../../src/worlds/options.ts';

export interface TestedWorld {
  readonly name: string;
  readonly create: WorldFactory;
  /** Why its tests are skipped; `null` when they run. */
  readonly skipReason: string | null;
}

const required = (process.env['ORDEAL_REQUIRE_WORLDS'] ?? '').split(',');

async function tested(
  name: 'docker' | 'namespaces',
  create: WorldFactory,
  availability: typeof dockerAvailability,
): Promise<TestedWorld> {
  const { available, reason } = await availability();
  if (available) return { name, create, skipReason: null };
  if (required.includes(name)) throw new Error(`the ${name} world is required here, but: ${reason}`);
  process.stderr.write(`skipping the tests of the ${name} world: ${reason}\n`);
  return { name, create, skipReason: reason };
}

export const worldsHere: readonly TestedWorld[] = [
  await tested('docker', createDockerWorld, dockerAvailability),
  await tested('namespaces', createNamespacesWorld, namespacesAvailability),
];
