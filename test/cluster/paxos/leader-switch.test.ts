// The leader moves on command: quickly, with nothing lost or done twice, and never with two leases at a time, which the
// group watches for after every event. A target that cannot lead leaves the old leader in place, or a new election.

import { describe, expect, test } from 'vitest';
import { AnvilErrorCode, type StatementOutcome } from '../../../cluster/statement.ts';
import { startListClients } from './list-clients.ts';
import { createSimulatedGroup, type SimulatedGroup } from './simulated-group.ts';

function served(seed: number, size = 3): { group: SimulatedGroup; leader: number } {
  const group = createSimulatedGroup({ size, seed });
  for (let node = 0; node < size; node += 1) group.start(node);
  const leader = group.awaitServing();
  group.runFor(1000);
  return { group, leader };
}

/** Asks `through` to make `target` the leader; the outcome is there once it is known. */
function askToSwitch(group: SimulatedGroup, through: number, target: string): { outcome?: StatementOutcome } {
  const answer: { outcome?: StatementOutcome } = {};
  const router = group.member(through)?.router ?? expect.fail('no such member');
  router.administer({ kind: 'switchLeader', node: target }, '', (outcome) => {
    answer.outcome = outcome;
  });
  return answer;
}

const errorOf = (answer: { outcome?: StatementOutcome }): unknown =>
  answer.outcome?.kind === 'error' ? answer.outcome : `not an error: ${JSON.stringify(answer.outcome)}`;

describe.each([1, 2])('a switch under load (seed %i)', (seed) => {
  test('moves the leader through any node, far faster than an election, and loses nothing', () => {
    const { group, leader } = served(seed);
    const clients = startListClients(group, 5, 20);
    group.runFor(1000);
    const target = (leader + 1) % 3;
    const through = (leader + 2) % 3;
    const answer = askToSwitch(group, through, group.names[target] as string);
    group.runFor(1000, () => answer.outcome !== undefined);
    expect(answer.outcome).toMatchObject({ kind: 'written' });
    group.runFor(1000);
    expect(group.servingNode()).toBe(target);
    // A dead leader is noticed after 1200 ms at the earliest.
    expect(clients.longestPauseMs()).toBeLessThan(200);
    expect(clients.counts.unknown).toBeLessThan(7);
    clients.stop();
    group.runFor(2000);
    clients.judge((key) => readList(group, target, key));
  });
});

function readList(group: SimulatedGroup, node: number, key: string): readonly string[] {
  let values: readonly string[] = [];
  group.member(node)?.router.read({ sql: `read ${key}`, parameters: [] }, (outcome) => {
    if (outcome.kind === 'rows') values = outcome.rows.map(([value]) => String(value));
  });
  group.runFor(1000);
  return values;
}

test('the node that leads already is no news, an unknown one is an error', () => {
  const { group, leader } = served(5);
  const same = askToSwitch(group, (leader + 1) % 3, group.names[leader] as string);
  const unknown = askToSwitch(group, leader, 'n9');
  group.runFor(500);
  expect(same.outcome).toMatchObject({ kind: 'written' });
  expect(errorOf(unknown)).toMatchObject({ code: 1210, message: expect.stringContaining("no node 'n9'") });
});

test('a node that is gone, or cut off for long, is refused and the leader goes on', () => {
  const { group, leader } = served(6);
  const gone = (leader + 1) % 3;
  group.kill(gone);
  group.runFor(2000);
  const answer = askToSwitch(group, leader, group.names[gone] as string);
  group.runFor(500);
  expect(errorOf(answer)).toMatchObject({
    code: AnvilErrorCode.leaderNotSwitched,
    message: expect.stringContaining('has not answered lately'),
  });
  expect(group.servingNode()).toBe(leader);
});

test('a target whose log cannot be completed in time leaves the leader in place', () => {
  const { group, leader } = served(7);
  const target = (leader + 1) % 3;
  group.cut(leader, target, true);
  const router = group.member(leader)?.router ?? expect.fail('no leader');
  let written = 0;
  router.write({ sql: 'append a 1', parameters: [] }, null, () => {
    written += 1;
  });
  const answer = askToSwitch(group, leader, group.names[target] as string);
  group.runFor(1500, () => answer.outcome !== undefined);
  expect(errorOf(answer)).toMatchObject({ message: expect.stringContaining('did not catch up in time') });
  expect(group.servingNode()).toBe(leader);
  expect(written).toBe(1);
});

describe.each([1, 2])('a hand-over that does not arrive (seed %i)', (seed) => {
  test.each(['cut off', 'killed'])('to a node that is %s at that moment: soon somebody leads', (how) => {
    const { group, leader } = served(seed);
    const target = (leader + 1) % 3;
    const answer = askToSwitch(group, leader, group.names[target] as string);
    group.runFor(500, () => group.servingNode() !== leader);
    if (how === 'killed') group.kill(target);
    else group.isolate(target, true);
    group.runFor(6000, () => group.servingNode() >= 0 && group.servingNode() !== target);
    expect(group.servingNode()).not.toBe(target);
    expect(group.servingNode()).toBeGreaterThanOrEqual(0);
    group.heal();
    group.start(target);
    group.runFor(8000);
    expect(answer.outcome).toBeDefined();
  });
});
