// Wall clocks in docker and namespaces: what a program on the host reads when its clock is moved, and that nothing else moves.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClockFaults, World } from '../../src/worlds/world.ts';
import { worldsHere } from './worlds-here.ts';

const bundlePath = fileURLToPath(new URL('stand-in-node.cjs', import.meta.url));
/** Answers that took longer tell too little of the time. */
const slackMs = 150;
const mostReadings = 200;
const dayMs = 24 * 3600 * 1000;

interface Reading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

describe.each(worldsHere)('wall clocks in the $name world', ({ name, create, skipReason }) => {
  let world: World;
  let clock: ClockFaults;

  beforeAll(async () => {
    if (skipReason !== null) return;
    const runId = `test-clock-${name}-${process.pid}`;
    const onProgress = (): void => undefined;
    world = await create({ nodeCount: 3, bundlePath, runId, timings: {}, needs: ['clock'], onProgress });
    if (world.faults.clock === undefined) throw new Error('no clock faults');
    clock = world.faults.clock;
  });
  afterAll(async () => {
    if (skipReason === null) await world.close();
  });

  /** What `Date.now()` and `performance.now()` give inside the process of the node. */
  const read = async (node: string): Promise<Reading> => (await world.report(node, 5000)).raw as Reading;
  /**
   * How far `Date.now()` on the node is from that of this process, which is never moved: off by at most half of what the
   * answer took, so a busy machine is asked again.
   */
  const wallErrorMs = async (node: string): Promise<number> => {
    for (let attempt = 0; attempt < mostReadings; attempt += 1) {
      const before = Date.now();
      const { wallMs } = await read(node);
      const after = Date.now();
      if (after - before < slackMs) return wallMs - (before + after) / 2;
    }
    throw new Error(`none of ${mostReadings} answers of ${node} came within ${slackMs} ms`);
  };

  test.skipIf(skipReason !== null)('are right at first', async () => {
    for (const node of world.nodes) {
      expect(Math.abs(await wallErrorMs(node))).toBeLessThan(slackMs);
      expect(Math.abs(await clock.offsetMs(node))).toBeLessThan(5);
    }
  });

  test.skipIf(skipReason !== null).each([1, -1, 250, -5000, dayMs, -dayMs])(
    'jump by %d ms at once on one host alone, and back',
    async (offsetMs) => {
      await clock.jump('n2', offsetMs);
      expect(await clock.offsetMs('n2')).toBeCloseTo(offsetMs, -0.3);
      expect(Math.abs((await wallErrorMs('n2')) - offsetMs)).toBeLessThan(slackMs);
      expect(Math.abs(await wallErrorMs('n1'))).toBeLessThan(slackMs);
      await clock.reset('n2');
      expect(Math.abs(await clock.offsetMs('n2'))).toBeLessThan(1);
      expect(Math.abs(await wallErrorMs('n2'))).toBeLessThan(slackMs);
    },
  );

  test.skipIf(skipReason !== null)('add jumps up', async () => {
    await clock.jump('n3', 60_000);
    await clock.jump('n3', -20_000);
    expect(Math.abs((await wallErrorMs('n3')) - 40_000)).toBeLessThan(slackMs);
    await clock.reset('n3');
  });

  test.skipIf(skipReason !== null)('drift both ways while monotonic clocks go on as they did', async () => {
    const before = await read('n1');
    await clock.drift('n1', 500_000);
    await clock.drift('n2', -500_000);
    await world.clock.sleep(1000);
    const [fast, slow] = [await clock.offsetMs('n1'), await clock.offsetMs('n2')];
    const after = await read('n1');
    const passedMs = after.monotonicMs - before.monotonicMs;
    expect(fast).toBeGreaterThan(490);
    expect(slow).toBeLessThan(-490);
    expect((after.wallMs - before.wallMs) / passedMs).toBeGreaterThan(1.3);
    await clock.reset('n1');
    await clock.reset('n2');
    expect(Math.abs(await clock.offsetMs('n1'))).toBeLessThan(1);
    expect(Math.abs(await clock.offsetMs('n2'))).toBeLessThan(1);
  });

  test.skipIf(skipReason !== null)('keep their error when the database restarts', async () => {
    await clock.jump('n1', 3_600_000);
    await world.faults.process.kill('n1');
    await world.faults.process.start('n1');
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if ((await read('n1').catch(() => null)) !== null) break;
      await world.clock.sleep(25);
    }
    expect(Math.abs((await wallErrorMs('n1')) - 3_600_000)).toBeLessThan(slackMs);
    await clock.reset('n1');
  });
});
