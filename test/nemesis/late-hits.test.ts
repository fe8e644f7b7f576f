// Calls that meet a disk fault between the last look and its end: they were hit, and whoever was hit is treated so.

import { expect, test } from 'vitest';
import { bitRot } from '../../nemesis/bit-rot.ts';
import { diskError } from '../../nemesis/disk-error.ts';
import type { DiskFaults, World } from '../../src/worlds/world.ts';
import { createTinyWorld } from '../runner/tiny-world.ts';

/** A disk that is hit, if at all, while it is healed. */
function worldWhereHealing(hits: boolean): {
  readonly run: <T>(work: (world: World) => Promise<T>) => Promise<T>;
  offs: string[];
} {
  const tiny = createTinyWorld();
  const offs: string[] = [];
  let healed = false;
  const disk = {
    inject: async () => undefined,
    damage: async () => true,
    heal: async () => void (healed = true),
    hits: async (): Promise<Readonly<Record<string, number>>> =>
      healed && hits ? { 'torn-write': 1, EIO: 1 } : {},
    powerOff: async (nodes: readonly string[]) => {
      offs.push(...nodes);
      for (const node of nodes) tiny.states.set(node, 'absent');
    },
  } as unknown as DiskFaults;
  const world: World = { ...tiny, faults: { ...tiny.faults, disk } };
  return { run: (work) => tiny.clock.runUntil(work(world)), offs };
}

const options = { seed: 1, nodes: ['n1', 'n2', 'n3'], intervalMs: 1000 };
const torn = {
  f: 'damage-disk',
  process: 'nemesis',
  value: { damage: 'torn-write', target: 'one', pick: 1 },
} as const;
const failing = {
  f: 'break-disk',
  process: 'nemesis',
  value: { code: 'EIO', target: 'one', pick: 1 },
} as const;

test('a write torn at the last moment is followed by a power loss like any other', async () => {
  const { run, offs } = worldWhereHealing(true);
  const result = await run((world) => bitRot.create(options).invoke(world, torn));
  expect(result).toMatchObject({ hosts: offs, verified: true });
  expect(offs).toHaveLength(1);
});

test('where none was, nothing happened', async () => {
  const { run, offs } = worldWhereHealing(false);
  const result = await run((world) => bitRot.create(options).invoke(world, torn));
  expect(result).toMatchObject({ hosts: [], skipped: expect.any(String) });
  expect(offs).toEqual([]);
});

test.each([true, false])(
  'a host whose call failed at the last moment is out of order (hit: %s)',
  async (hit) => {
    const { run } = worldWhereHealing(hit);
    const result = await run((world) => diskError.create(options).invoke(world, failing));
    expect(result.hosts).toHaveLength(hit ? 1 : 0);
    expect(result.skipped !== undefined).toBe(!hit);
  },
);
