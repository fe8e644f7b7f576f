// First starts with the nodes one after the other: all become members, the same ones again under the same seed, and the order
// is not always theirs.

import { expect, test } from 'vitest';
import { defaultKnobs } from '../../../src/worlds/sim/knobs.ts';
import { createSimWorld } from '../../../src/worlds/sim/world.ts';

const startSpreadMs = 1000;

async function firstStart(seed: number) {
  const started: string[] = [];
  const world = await createSimWorld({
    nodeCount: 5,
    bundlePath: '',
    runId: 'first-start',
    timings: {},
    needs: [],
    onProgress: () => undefined,
    seed,
    knobs: { ...defaultKnobs, startSpreadMs },
    onTraceLine: (line) => {
      const node = / (n\d) world first-start/.exec(line)?.[1];
      if (node !== undefined) started.push(node);
    },
  });
  const { bootMs, simulated } = world;
  const traceHash = simulated?.traceHash();
  await world.close();
  return { started, bootMs, traceHash, violation: simulated?.violation() ?? null };
}

test('nodes that start within a second of each other are a cluster', async () => {
  const starts = await Promise.all(Array.from({ length: 20 }, (_, seed) => firstStart(seed)));
  expect(starts.map(({ violation }) => violation)).toEqual(starts.map(() => null));
  expect(new Set(starts.map(({ bootMs }) => bootMs)).size).toBe(starts.length);
  expect(Math.max(...starts.map(({ bootMs }) => bootMs))).toBeGreaterThan(startSpreadMs / 2);
});

test('in an order that the seed decides', async () => {
  const [one, again, other] = [await firstStart(1), await firstStart(1), await firstStart(2)];
  expect(again).toEqual(one);
  expect(other.traceHash).not.toBe(one.traceHash);
  expect(one.started.toSorted()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
});
