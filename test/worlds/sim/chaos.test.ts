// Anvil in the simulated world under every fault it knows at once: no invariant broken, every history linearizable, and
// a healed majority that gets on with it. A sample; the batches of seeds go further.

import { expect, test } from 'vitest';
import { historyInMemory } from '../../../src/history/history.ts';
import { createMemoryJournal } from '../../../src/history/journal.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { runPlan } from '../../../src/runner/run-plan.ts';
import { createSimWorld, type SimWorld } from '../../../src/worlds/sim/world.ts';
import { register } from '../../../workloads/register.ts';
import { type ChaosFault, chaosFaults, runChaos } from './chaos.ts';

const seconds = 12;

function openWorld(seed: number): Promise<SimWorld> {
  return createSimWorld({
    nodeCount: 5,
    bundlePath: '',
    runId: 'chaos',
    seed,
    timings: {},
    onProgress: () => undefined,
  });
}

const planOf = (seed: number): Plan => ({
  format: 1,
  name: 'chaos',
  workload: 'register',
  nemesis: [],
  world: 'sim',
  nodes: 5,
  concurrency: 10,
  ratePerSecond: 100,
  timeSeconds: seconds,
  faultIntervalSeconds: 5,
  operationTimeoutMs: 3000,
  settleSeconds: 30,
  seed,
  version: 'current',
});

test.each([1, 2, 3])(
  'seed %i survives every fault at once',
  async (seed) => {
    const world = await openWorld(seed);
    const plan = planOf(seed);
    const workload = register.create({ seed, nodes: world.nodes, concurrency: plan.concurrency });
    const journal = createMemoryJournal();
    let over = false;
    world.clock.after(seconds * 1000, () => {
      over = true;
    });
    const names = Object.keys(chaosFaults) as ChaosFault[];
    const chaos = runChaos(world, names, () => over || world.simulated.violation() !== null);
    const summary = await runPlan({
      world,
      workload,
      faults: [],
      plan,
      journal,
      signal: world.simulated.signal,
    });
    expect((await chaos).length).toBeGreaterThan(2);
    await world.simulated.checkLiveness(30_000);

    expect(world.simulated.violation()).toBeNull();
    expect(summary.crash).toBeNull();
    expect(summary.counts.ok).toBeGreaterThan(100);
    for (const checker of workload.checkers) {
      const verdict = await checker.check(historyInMemory(journal.operations), {
        timeMs: 20_000,
        memoryBytes: 5e8,
      });
      expect(verdict).toMatchObject({ checker: checker.name, valid: true });
    }
  },
  120_000,
);
