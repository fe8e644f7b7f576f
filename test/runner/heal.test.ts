// Packages are healed one after the other: the end of an early one is looked at while faults of later ones may last.

import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/history/journal.ts';
import { heal } from '../../src/runner/heal.ts';
import { createRecorder } from '../../src/runner/recorder.ts';
import { pauseSecondNode } from './tiny-plan.ts';
import { createTinyWorld } from './tiny-world.ts';

test('each package is told whose faults are not healed yet; the last one has no excuse', async () => {
  const world = createTinyWorld();
  const told: (readonly [string, readonly string[]])[] = [];
  const packages = ['first', 'second', 'third'].map((name) =>
    pauseSecondNode({
      name,
      invoke: (_world, _invocation, others = []) => {
        told.push([name, others]);
        return Promise.resolve({ description: name, hosts: [], verified: true, evidence: null });
      },
    }),
  );
  const journal = createMemoryJournal();
  await world.clock.runUntil(
    heal(world, packages, {
      recorder: createRecorder(world.clock, journal, () => undefined),
      onLog: () => undefined,
      lostSignal: new AbortController().signal,
    }),
  );
  expect(told).toEqual([
    ['first', ['second', 'third']],
    ['second', ['third']],
    ['third', []],
  ]);
});
