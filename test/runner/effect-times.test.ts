// When operations of the nemesis strike: with their first act that does harm, and with nothing else.

import { describe, expect, test } from 'vitest';
import { watchEffects } from '../../src/runner/effect-times.ts';
import type { DiskFaults, HostFaults, World } from '../../src/worlds/world.ts';
import { createTinyWorld, type TinyWorld } from './tiny-world.ts';

const links = [{ from: 'n1', to: 'n2' }];

/** When the work struck, in ms; it begins at 0. */
async function struckMs(work: (world: World) => Promise<unknown>, tiny: TinyWorld = createTinyWorld()) {
  const watch = watchEffects(tiny);
  const struckNs = watch.follow(tiny.clock.nowNs);
  await tiny.clock.runUntil(work(watch.world));
  const ns = struckNs();
  return ns === null ? null : ns / 1e6;
}

describe('an operation has struck', () => {
  test('when its first act that does harm was done', async () => {
    const struck = struckMs(async ({ clock, faults }) => {
      await clock.sleep(5);
      await faults.process.kill('n1');
      await clock.sleep(5);
      await faults.network.cut(links);
    });
    expect(await struck).toBe(5);
  });

  test('not before an act that takes long is done: clients are served until then', async () => {
    const tiny = createTinyWorld();
    const { process } = tiny.faults;
    const slow = (node: string): Promise<void> => tiny.clock.sleep(20).then(() => process.kill(node));
    const world = { ...tiny, faults: { ...tiny.faults, process: { ...process, kill: slow } } };
    const struck = struckMs(async ({ clock, faults }) => {
      await clock.sleep(5);
      await faults.process.kill('n1');
    }, world);
    expect(await struck).toBe(25);
  });

  test('as soon as a process is told to end, however long it takes to', async () => {
    const tiny = createTinyWorld();
    const terminate = (): Promise<boolean> => tiny.clock.sleep(20).then(() => true);
    const host = { terminate } as Partial<HostFaults> as HostFaults;
    const struck = struckMs(
      async ({ clock, faults }) => {
        await clock.sleep(5);
        await faults.host?.terminate('n1');
      },
      { ...tiny, faults: { ...tiny.faults, host } },
    );
    expect(await struck).toBe(5);
  });

  test('when an administrator who got through connected', async () => {
    const tiny = createTinyWorld();
    tiny.states.set('n1', 'absent');
    const struck = struckMs(async ({ clock, connect }) => {
      await clock.sleep(5);
      await connect('n1', 100).catch(() => null);
      await clock.sleep(5);
      await connect('n2', 100);
    }, tiny);
    expect(await struck).toBe(10);
  });

  test('not by looking, nor by mending', async () => {
    const struck = struckMs(async (world) => {
      const { network, process } = world.faults;
      await world.report('n1', 100);
      await network.probeCutLinks(links);
      await network.droppedByCuts(links);
      await process.state('n1');
      await network.open(links);
      await process.start('n1');
      await process.resume('n1');
    });
    expect(await struck).toBeNull();
  });

  test('not by damage that was refused', async () => {
    const tiny = createTinyWorld();
    const allowed = new Set(['n2']);
    const disk = { wipe: (node) => Promise.resolve(allowed.has(node)) } as Partial<DiskFaults> as DiskFaults;
    const struck = struckMs(
      async ({ clock, faults }) => {
        await faults.disk?.wipe('n1');
        await clock.sleep(5);
        await faults.disk?.wipe('n2');
      },
      { ...tiny, faults: { ...tiny.faults, disk } },
    );
    expect(await struck).toBe(5);
  });
});

test('each operation has its own moment, also while an earlier one still acts', async () => {
  const tiny = createTinyWorld();
  const watch = watchEffects(tiny);
  const first = watch.follow(() => 1);
  const killing = watch.world.faults.process.kill('n1');
  const second = watch.follow(() => 2);
  await killing;
  expect([first(), second()]).toEqual([1, null]);
  await watch.world.faults.process.kill('n2');
  expect([first(), second()]).toEqual([1, 2]);
});

test('every watch on a world gives the same world to strike in, which packages remember their faults by', () => {
  const tiny = createTinyWorld();
  expect(watchEffects(tiny).world).toBe(watchEffects(tiny).world);
  expect(watchEffects(tiny).world).not.toBe(watchEffects(createTinyWorld()).world);
});

test('nobody waits a step longer for an act that is watched', async () => {
  const tiny = createTinyWorld();
  const watch = watchEffects(tiny);
  watch.follow(tiny.clock.nowNs);
  const order: string[] = [];
  const act = async (name: string, { faults }: World): Promise<void> => {
    await faults.process.kill('n1');
    order.push(name);
  };
  await Promise.all([act('watched', watch.world), act('unwatched', tiny), act('watched', watch.world)]);
  expect(order).toEqual(['watched', 'unwatched', 'watched']);
});
