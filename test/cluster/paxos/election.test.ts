// Elections on the simulator: somebody leads soon, only one at a time, and a dead leader is replaced.

import { expect, test } from 'vitest';
import { createSimulatedGroup } from './simulated-group.ts';

test('five fresh nodes elect one leader that serves', () => {
  const group = createSimulatedGroup({ size: 5, seed: 1 });
  for (let node = 0; node < 5; node += 1) group.start(node);
  const leader = group.awaitServing();
  group.runFor(5000);
  expect(group.servingNode()).toBe(leader);
});
