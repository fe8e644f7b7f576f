// The example of docs/writing-a-nemesis.md, taken out of the page and run on simulated Anvil.

import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { FaultPackageFactory } from '../../nemesis/fault.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { defaultKnobs } from '../../src/worlds/sim/knobs.ts';
import { createSimWorld } from '../../src/worlds/sim/world.ts';
import { importFrom, onlyBlock, unfold } from '../docs/code-blocks.ts';

const block = onlyBlock('docs/writing-a-nemesis.md', 'ts');
const copy = unfold([block]);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the documented package takes effect and ends', async () => {
  const world = await createSimWorld({
    nodeCount: 5,
    bundlePath: '',
    runId: 'documented',
    seed: 3,
    timings: {},
    knobs: defaultKnobs,
    onProgress: () => undefined,
  });
  const { hiccup: factory } = await importFrom<{ hiccup: FaultPackageFactory }>(copy, block);
  const hiccup = factory.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
  const events = simulate(timeLimit(20_000, hiccup.schedule()), { concurrency: 1, seed: 2 });
  const operations = events.filter((_, position) => position % 2 === 0).slice(0, 10);
  for (const { f, value } of operations) {
    const result = await hiccup.invoke(world, { f, value, process: 'nemesis' });
    expect(result).toMatchObject({ verified: true });
    if (f === 'hiccup') expect(result.hosts.length).toBeGreaterThan(0);
    await world.clock.sleep(500);
  }
  expect(operations.map(({ f }) => f).slice(0, 2)).toEqual(['hiccup', 'breathe']);
  for (const node of world.nodes) expect(await world.faults.process.state(node)).toBe('running');
  expect(world.simulated.violation()).toBeNull();
});
