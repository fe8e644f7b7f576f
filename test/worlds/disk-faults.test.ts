// Disks in docker and namespaces: what a program on the host sees of each fault, and that it sees nothing of it before and
// afterwards.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiskFaults, World } from '../../src/worlds/world.ts';
import { worldsHere } from './worlds-here.ts';

const bundlePath = fileURLToPath(new URL('storing-node.cjs', import.meta.url));
const bootTimeoutMs = 600_000;

/** What the node tells; errors and the slowest call are those since it was last asked. */
interface Status {
  readonly found: { readonly synced: readonly string[]; readonly unsynced: readonly string[] };
  readonly synced: number;
  readonly written: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly mounted: boolean;
}

describe.each(worldsHere)('disks in the $name world', ({ name, create, skipReason }) => {
  let world: World;
  let disk: DiskFaults;

  beforeAll(async () => {
    if (skipReason !== null) return;
    const runId = `test-disk-${name}-${process.pid}`;
    const onProgress = (): void => undefined;
    world = await create({
      nodeCount: 3,
      bundlePath,
      runId,
      timings: {},
      needs: ['disk'],
      seed: 1,
      onProgress,
    });
    if (world.faults.disk === undefined) throw new Error('no disk faults');
    disk = world.faults.disk;
  });
  afterAll(async () => {
    if (skipReason === null) await world.close();
  });

  const status = async (node: string): Promise<Status> => (await world.report(node, 5000)).raw as Status;
  /** Asks until the answer is as wanted. */
  const waitFor = async (node: string, wanted: (status: Status) => boolean): Promise<Status> => {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const seen = await status(node).catch(() => null);
      if (seen !== null && wanted(seen)) return seen;
      await world.clock.sleep(25);
    }
    throw new Error(`${node} did not get there`);
  };
  /** Waits until the node has synced some lines more, without an error. */
  const getsOn = async (node: string): Promise<Status> => {
    const { synced } = await status(node);
    const after = await waitFor(node, (seen) => seen.synced > synced + 3);
    await status(node);
    const later = await waitFor(node, (seen) => seen.synced > after.synced + 3);
    expect(later.errors).toEqual({});
    return later;
  };

  test.skipIf(skipReason !== null)('work like plain ones at first', async () => {
    for (const node of world.nodes) {
      expect((await getsOn(node)).mounted).toBe(true);
      expect(await disk.hits(node)).toEqual({});
    }
  });

  test.skipIf(skipReason !== null).each([
    ['EIO', { kind: 'error', code: 'EIO', operations: ['sync'] }],
    ['EIO', { kind: 'error', code: 'EIO', operations: ['append'], files: 'unsynced', percent: 50 }],
    ['ENOSPC', { kind: 'error', code: 'ENOSPC' }],
    ['ENOSPC', { kind: 'filling', freeBytes: 20 }],
  ] as const)('say %s on one host alone, and no longer once healed: %j', async (code, fault) => {
    await disk.inject('n2', fault);
    const { errors } = await waitFor('n2', (seen) => seen.errors[code] !== undefined);
    expect(Object.keys(errors)).toEqual([code]);
    expect((await disk.hits('n2'))[code]).toBeGreaterThan(0);
    await getsOn('n1');
    await disk.heal('n2');
    await getsOn('n2');
    const hits = await disk.hits('n2');
    await getsOn('n2');
    expect(await disk.hits('n2')).toEqual(hits);
  });

  test.skipIf(skipReason !== null)('take longer for every call', async () => {
    await getsOn('n2');
    await disk.inject('n2', { kind: 'slow', delayMs: 150 });
    // Opened, written and synced.
    const { slowestMs } = await waitFor('n2', (seen) => seen.slowestMs > 450);
    await disk.heal('n2');
    const healed = await getsOn('n2');
    expect(healed.slowestMs).toBeLessThan(slowestMs);
  });

  test.skipIf(skipReason !== null)('hang until healed, and let a killed database go', async () => {
    await disk.inject('n2', { kind: 'hang' });
    for (let waited = 0; waited < 200 && !('hang' in (await disk.hits('n2'))); waited += 1)
      await world.clock.sleep(20);
    await expect(world.report('n2', 300)).rejects.toThrow(/n2/);
    await world.faults.process.kill('n2');
    expect(await world.faults.process.state('n2')).toBe('absent');
    await disk.heal('n2');
    await world.faults.process.start('n2');
    await waitFor('n2', () => true);
    await getsOn('n2');
  });

  test.skipIf(skipReason !== null)(
    'keep what was synced through power losses, and lose the rest',
    async () => {
      let lostLines = 0;
      for (let time = 0; time < 6; time += 1) {
        const before = await waitFor('n3', (seen) => seen.synced > 0);
        await world.clock.sleep(200);
        const last = await status('n3');
        expect(last.synced).toBeGreaterThan(before.synced);
        await disk.powerOff(['n3']);
        expect(await world.faults.process.state('n3')).toBe('absent');
        await world.faults.process.start('n3');
        const { found } = await waitFor('n3', () => true);
        const expected = Array.from({ length: last.synced }, (_, number) => String(number));
        expect(found.synced.slice(0, last.synced)).toEqual(expected);
        if (found.unsynced.length < last.written) lostLines += 1;
      }
      expect(lostLines).toBeGreaterThan(0);
      expect(await disk.hits('n3')).toMatchObject({ 'power-loss': 6 });
      expect((await disk.hits('n3'))['lost-bytes']).toBeGreaterThan(0);
    },
  );

  test.skipIf(skipReason !== null)('may be damaged on a minority of hosts', async () => {
    expect(await disk.damage('n1', { kind: 'bit-flip' })).toBe(true);
    expect((await disk.hits('n1'))['bit-flip']).toBe(1);
    expect(await disk.damage('n2', { kind: 'bit-flip' })).toBe(false);
    await world.faults.process.kill('n1');
    await world.faults.process.start('n1');
    const { found } = await waitFor('n1', () => true);
    const wrong = [...found.synced, ...found.unsynced].filter((line) => !/^\d+$/.test(line));
    const misnumbered = found.synced.filter((line, number) => line !== String(number));
    expect(wrong.length + misnumbered.length).toBeGreaterThan(0);
  });

  test.skipIf(skipReason !== null)('may not lie about syncs, unless the plan says so', async () => {
    await expect(disk.inject('n1', { kind: 'lying-sync' })).rejects.toThrow(/may not lie about syncs/);
  });
});

describe.each(worldsHere)(
  'without disk faults in the plan, the $name world',
  ({ name, create, skipReason }) => {
    test.skipIf(skipReason !== null)(
      'has plain disks',
      async () => {
        const runId = `test-plain-${name}-${process.pid}`;
        const world = await create({
          nodeCount: 3,
          bundlePath,
          runId,
          timings: {},
          onProgress: () => undefined,
        });
        try {
          expect(world.faults.disk).toBeUndefined();
          expect((await world.report('n1', 5000)).raw).toMatchObject({ mounted: false });
        } finally {
          await world.close();
        }
      },
      bootTimeoutMs,
    );
  },
);
