// What the simulated disks would give back after a power loss, as files.

import type { Simulation } from './simulation.ts';

/** What is durable on the disk of a host, by file name: copies, which the run does not change. */
export function durableData(
  { disks }: Pick<Simulation, 'disks'>,
  host: number,
): ReadonlyMap<string, Uint8Array> {
  const files = disks[host]?.fileSystem.durableFiles() ?? new Map();
  return new Map([...files].map(([name, file]) => [name, file.readDurable(0).slice()]));
}
