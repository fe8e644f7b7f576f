// Elections on the simulator: somebody leads soon, only one at a time, a dead leader is replaced, and a node that was
// cut off disturbs nobody when it comes back.

import { describe, expect, test } from 'vitest';
import { inspectionOf } from '../../../cluster/node-report.ts';
import { createSimulatedGroup, type SimulatedGroup } from './simulated-group.ts';

function served(size: number, seed: number): { group: SimulatedGroup; leader: number } {
  const group = createSimulatedGroup({ size, seed });
  for (let node = 0; node < size; node += 1) group.start(node);
  const leader = group.awaitServing();
  group.runFor(2000);
  return { group, leader };
}

function promisedBallot(group: SimulatedGroup, node: number): number {
  const member = group.member(node) ?? expect.fail(`n${node + 1} does not run`);
  return inspectionOf(member.replica).promisedBallot;
}

test.each([1, 3, 5])('%i fresh nodes elect one leader that keeps serving', (size) => {
  const { group, leader } = served(size, size);
  group.runFor(10_000);
  expect(group.servingNode()).toBe(leader);
});

describe.each([1, 2, 3])('a leader that stops, seed %i', (seed) => {
  const replaced = (stop: (group: SimulatedGroup, leader: number) => void): number => {
    const { group, leader } = served(5, seed);
    const stoppedNs = group.simulation.kernel.nowNs();
    stop(group, leader);
    group.runFor(20_000, () => group.servingNode() >= 0 && group.servingNode() !== leader);
    expect(group.servingNode()).not.toBe(leader);
    return (group.simulation.kernel.nowNs() - stoppedNs) / 1e6;
  };

  test('is replaced within three seconds when killed', () => {
    expect(replaced((group, leader) => group.kill(leader))).toBeLessThan(3000);
  });
  test('is replaced within three seconds when paused', () => {
    expect(replaced((group, leader) => group.simulation.processes.pause(leader))).toBeLessThan(3000);
  });
  test('is replaced within three seconds when cut off', () => {
    expect(replaced((group, leader) => group.isolate(leader, true))).toBeLessThan(3000);
  });
  test('is replaced when it hears the others but they do not hear it', () => {
    const cutOutward = (group: SimulatedGroup, leader: number): void => {
      for (let other = 0; other < group.size; other += 1) {
        if (other !== leader) group.simulation.network.setCut(leader, other, true);
      }
    };
    expect(replaced(cutOutward)).toBeLessThan(4000);
  });
  test('is replaced when its disk hangs', () => {
    const { group, leader } = served(5, seed);
    group.simulation.disks[leader]?.faults.inject({ kind: 'hang' });
    const writes = setUpWrites(group, leader);
    group.runFor(15_000, () => group.servingNode() >= 0 && group.servingNode() !== leader);
    expect(group.servingNode()).not.toBe(leader);
    expect(writes).toBeGreaterThan(0);
  });
});

/** Something to write, without which a leader never notices its disk. */
function setUpWrites(group: SimulatedGroup, node: number): number {
  group.member(node)?.router.write({ sql: 'append a 1', parameters: [] }, null, () => {});
  return 1;
}

test('a node that was cut off for long comes back without a new election', () => {
  const { group, leader } = served(5, 4);
  const away = (leader + 1) % 5;
  group.isolate(away, true);
  group.runFor(20_000);
  const ballot = promisedBallot(group, leader);
  expect(promisedBallot(group, away)).toBe(ballot);
  group.heal();
  group.runFor(5000);
  expect(group.servingNode()).toBe(leader);
  expect(promisedBallot(group, away)).toBe(ballot);
});

test('a minority elects nobody, and its old leader stops serving', () => {
  const { group, leader } = served(5, 5);
  const companion = (leader + 1) % 5;
  for (let node = 0; node < 5; node += 1) {
    if (node === leader || node === companion) continue;
    group.cut(leader, node, true);
    group.cut(companion, node, true);
  }
  group.runFor(5000);
  const serving = group.servingNode();
  expect([leader, companion]).not.toContain(serving);
  expect(serving).toBeGreaterThanOrEqual(0);
});

test('a majority that restarts waits out the grants of its former life', () => {
  const { group, leader } = served(3, 6);
  group.isolate(leader, true);
  const others = [0, 1, 2].filter((node) => node !== leader);
  for (const node of others) {
    group.kill(node);
    group.start(node);
  }
  // Two leaseholders at once would end the run.
  group.runFor(5000);
  expect(others).toContain(group.servingNode());
});
