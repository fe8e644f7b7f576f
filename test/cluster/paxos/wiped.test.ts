// A node whose disk was emptied: it joins again with everything, and counts nowhere before. Two of five do no harm; where
// no majority of others is left, it waits and says why. A cluster that never lived is told apart.

import { describe, expect, test } from 'vitest';
import { bootstrapName } from '../../../cluster/log/file-names.ts';
import { isWipedClaim } from '../../../cluster/log/recovery.ts';
import { inspectionOf } from '../../../cluster/node-report.ts';
import type { Replica } from '../../../cluster/paxos/replica.ts';
import { createRandom } from '../../../src/worlds/sim/random.ts';
import { startListClients } from './list-clients.ts';
import { createSimulatedGroup, type SimulatedGroup } from './simulated-group.ts';

function served(size: number, seed: number): { group: SimulatedGroup; leader: number } {
  const group = createSimulatedGroup({ size, seed });
  for (let node = 0; node < size; node += 1) group.start(node);
  const leader = group.awaitServing();
  group.runFor(1000);
  return { group, leader };
}

const replicaOf = (group: SimulatedGroup, node: number): Replica | null =>
  group.member(node)?.replica ?? null;
const isWhole = (group: SimulatedGroup, node: number): boolean =>
  replicaOf(group, node)?.repairReason() === null;
const isOutside = (group: SimulatedGroup, node: number): boolean =>
  isWipedClaim(replicaOf(group, node)?.group.log.claim() ?? expect.fail(`n${node + 1} does not run`));

describe.each([1, 2, 3])('a wiped disk under load (seed %i)', (seed) => {
  test.each([3, 5])('a minority of %i nodes: they come back with everything, and nothing is lost', (size) => {
    const { group, leader } = served(size, seed);
    const clients = startListClients(group, 4, 40);
    group.runFor(1000);
    const wiped = Array.from({ length: (size - 1) / 2 }, (_, index) => (leader + index) % size);
    for (const node of wiped) group.wipe(node);
    group.runFor(500);
    for (const node of wiped) group.start(node);
    group.runFor(15_000, () => wiped.every((node) => isWhole(group, node)));
    expect(wiped.map((node) => isWhole(group, node))).toEqual(wiped.map(() => true));
    clients.stop();
    group.runFor(3000);
    const hashes = group.names.map((_, node) => replicaOf(group, node)?.group.applier.stateMachine.stateHash);
    expect(new Set(hashes).size).toBe(1);
    expect(clients.counts.acknowledged).toBeGreaterThan(20);
  });
});

test('a wiped node does not help to elect or to commit', () => {
  const { group, leader } = served(3, 4);
  const wiped = (leader + 1) % 3;
  const other = (leader + 2) % 3;
  group.kill(other);
  group.wipe(wiped);
  group.start(wiped);
  let answered = 0;
  group.member(leader)?.router.write({ sql: 'append a 1', parameters: [] }, null, (outcome) => {
    if (outcome.kind === 'written') answered += 1;
  });
  group.runFor(20_000);
  // With a vote or a copy of the wiped node there would be a leader, and an acknowledged write.
  expect([group.servingNode(), answered]).toEqual([-1, 0]);
  expect(isOutside(group, wiped)).toBe(true);
  expect(replicaOf(group, wiped)?.repairReason()).toContain('its disk was emptied');
  group.start(other);
  group.runFor(20_000, () => group.servingNode() >= 0 && isWhole(group, wiped));
  expect(isWhole(group, wiped)).toBe(true);
});

test('what is sent through it is answered in every life, however often it was wiped', () => {
  const { group, leader } = served(3, 9);
  const wiped = (leader + 1) % 3;
  const answers: string[] = [];
  for (let life = 0; life < 4; life += 1) {
    group.wipe(wiped);
    group.start(wiped);
    group.runFor(10_000, () => group.member(wiped) !== null && isWhole(group, wiped));
    for (let write = 0; write < 10; write += 1) {
      const request = { sql: `append a ${10 * life + write}`, parameters: [] };
      group.member(wiped)?.router.write(request, null, ({ kind }) => void answers.push(kind));
      group.runFor(100);
    }
  }
  group.runFor(5000);
  expect(answers).toEqual(Array.from({ length: 40 }, () => 'written'));
});

test('what it has not yet been told survives its restart', () => {
  const { group, leader } = served(3, 5);
  const wiped = (leader + 1) % 3;
  group.wipe(wiped);
  group.isolate(leader, true);
  group.start(wiped);
  group.runFor(2000, () => group.member(wiped) !== null);
  expect(isOutside(group, wiped)).toBe(true);
  group.kill(wiped);
  group.start(wiped);
  group.runFor(2000, () => group.member(wiped) !== null);
  expect(isOutside(group, wiped)).toBe(true);
  group.heal();
  group.runFor(10_000, () => isWhole(group, wiped));
  expect(inspectionOf(replicaOf(group, wiped) ?? expect.fail()).promisedBallot).toBeGreaterThan(0);
});

test('more than a minority wiped is not recovered from, and never served wrongly', () => {
  const { group, leader } = served(3, 6);
  const others = [(leader + 1) % 3, (leader + 2) % 3];
  for (const node of others) group.wipe(node);
  for (const node of others) group.start(node);
  group.runFor(20_000);
  expect(group.servingNode()).toBe(-1);
  for (const node of others) expect(replicaOf(group, node)?.repairReason()).toContain('its disk was emptied');
});

describe('the first start', () => {
  test('waits for every node, and crashes in the middle of it do no harm', () => {
    const group = createSimulatedGroup({ size: 3, seed: 7 });
    group.start(0);
    group.start(1);
    group.runFor(3000);
    expect([group.member(0), group.member(1)]).toEqual([null, null]);
    for (let round = 0; round < 10; round += 1) {
      group.start(round % 3);
      group.runFor(1);
      group.kill((round + 1) % 3);
    }
    for (let node = 0; node < 3; node += 1) group.start(node);
    expect(group.awaitServing()).toBeGreaterThanOrEqual(0);
    group.runFor(5000);
    expect(group.names.map((_, node) => isWhole(group, node))).toEqual([true, true, true]);
  });

  test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    'makes members of all, whoever hears first of whom (seed %i)',
    (seed) => {
      const group = createSimulatedGroup({ size: 5, seed });
      const random = createRandom({ value: seed }, 'starts');
      for (let node = 0; node < 5; node += 1) {
        group.start(node);
        group.runFor(1 + random.below(300));
      }
      group.awaitServing();
      group.runFor(5000, () => group.names.every((_, node) => isWhole(group, node)));
      const nonVoting = group.names.filter((_, node) => isOutside(group, node));
      expect([nonVoting, group.names.filter((_, node) => !isWhole(group, node))]).toEqual([[], []]);
    },
  );

  test('that a node learns of from another is remembered: without its log it is a wiped one', () => {
    const group = createSimulatedGroup({ size: 3, seed: 8 });
    group.cut(1, 2, true);
    for (let node = 0; node < 3; node += 1) group.start(node);
    group.runFor(2000, () => group.servingNode() >= 0);
    const told = 2;
    expect(isOutside(group, told)).toBe(false);
    group.wipe(told, [bootstrapName]);
    group.cut(1, 2, false);
    group.start(told);
    group.runFor(2000, () => group.member(told) !== null);
    expect(isOutside(group, told)).toBe(true);
  });
});
