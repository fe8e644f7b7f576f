// What a process gives back after its limit was set: it is limited anew until it has none to spare, and only so often.

import { expect, test } from 'vitest';
import { starve } from '../../nemesis/starve.ts';
import type { HostLimits } from '../../src/worlds/host-limits.ts';
import type { HostFaults, World } from '../../src/worlds/world.ts';
import { createTinyWorld } from '../runner/tiny-world.ts';

/** A world whose processes have, look by look, so many files to spare. */
function worldWith(spareFiles: readonly number[]): { readonly world: World; limited: () => number } {
  let looks = 0;
  let limited = 0;
  const limits = async (): Promise<HostLimits> => {
    const spare = spareFiles[Math.min(looks, spareFiles.length - 1)] ?? 0;
    looks += 1;
    return { stoppedShare: 0, spareFiles: spare, spareMemoryKib: Number.POSITIVE_INFINITY };
  };
  const exhaustFiles = async (): Promise<void> => void (limited += 1);
  const tiny = createTinyWorld();
  const host = { limits, exhaustFiles, isConnected: async () => true } as unknown as HostFaults;
  return { world: { ...tiny, faults: { ...tiny.faults, host } }, limited: () => limited };
}

const invocation = {
  f: 'starve',
  process: 'nemesis',
  time: 0,
  value: { resource: 'files', target: 'one', pick: 1 },
} as const;
const faults = starve.create({ seed: 1, nodes: ['n1', 'n2', 'n3'], intervalMs: 1000 });

test('a process that closed a file meanwhile is limited anew', async () => {
  const { world, limited } = worldWith([1, 2, 0]);
  expect(await faults.invoke(world, invocation)).toMatchObject({ verified: true });
  expect(limited()).toBe(3);
});

test('one that always has some to spare was not starved', async () => {
  const { world, limited } = worldWith([1]);
  expect(await faults.invoke(world, invocation)).toMatchObject({ verified: false });
  expect(limited()).toBe(4);
});
