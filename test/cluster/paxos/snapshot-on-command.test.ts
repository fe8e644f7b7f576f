// A snapshot on command: the log is gone up to it, in memory and on disk, the state is not, and a node that was away
// meanwhile is brought up by the snapshot.

import { expect, test } from 'vitest';
import { inspectionOf } from '../../../cluster/node-report.ts';
import type { StatementOutcome } from '../../../cluster/statement.ts';
import { createSimulatedGroup, type SimulatedGroup } from './simulated-group.ts';

function append(group: SimulatedGroup, node: number, count: number): void {
  let written = 0;
  for (let value = 1; value <= count; value += 1) {
    group.member(node)?.router.write({ sql: `append a ${value}`, parameters: [] }, null, () => {
      written += 1;
    });
  }
  group.runFor(5000, () => written === count);
  expect(written).toBe(count);
}

function snapshotOn(group: SimulatedGroup, node: number): StatementOutcome | undefined {
  let outcome: StatementOutcome | undefined;
  group.member(node)?.router.administer({ kind: 'snapshot' }, '', (given) => {
    outcome = given;
  });
  group.runFor(3000, () => outcome !== undefined);
  return outcome;
}

const lookAt = (group: SimulatedGroup, node: number): ReturnType<typeof inspectionOf> =>
  inspectionOf(group.member(node)?.replica ?? expect.fail(`n${node + 1} does not run`));

test('truncates the log, also for the next life, and takes nothing from the state', () => {
  const group = createSimulatedGroup({ size: 3, seed: 1 });
  for (let node = 0; node < 3; node += 1) group.start(node);
  const leader = group.awaitServing();
  append(group, leader, 50);
  expect(lookAt(group, leader).base.logId).toBe(0);
  expect(snapshotOn(group, leader)).toMatchObject({ kind: 'written' });
  const { base, appliedLogId, stateHash } = lookAt(group, leader);
  expect(base.logId).toBe(appliedLogId);
  expect(base.logId).toBeGreaterThan(50);
  // The files go after the answer.
  group.runFor(200);
  group.kill(leader);
  group.start(leader);
  group.runFor(10_000, () => group.member(leader) !== null);
  expect(lookAt(group, leader).base.logId).toBe(base.logId);
  expect(lookAt(group, leader).stateHash).toBe(stateHash);
  // Nothing was written since: nothing to do, and no error.
  expect(snapshotOn(group, leader)).toMatchObject({ kind: 'written' });
});

test('a node that was away meanwhile comes back by the snapshot', () => {
  const group = createSimulatedGroup({ size: 3, seed: 2 });
  for (let node = 0; node < 3; node += 1) group.start(node);
  const leader = group.awaitServing();
  const away = (leader + 1) % 3;
  append(group, leader, 5);
  group.kill(away);
  append(group, leader, 50);
  for (const node of [leader, (leader + 2) % 3])
    expect(snapshotOn(group, node)).toMatchObject({ kind: 'written' });
  group.start(away);
  group.runFor(5000, () => group.member(away) !== null && lookAt(group, away).appliedLogId > 50);
  group.runFor(200);
  expect(group.member(away)?.replica.group.counters.snapshotsInstalled).toBe(1);
  expect(lookAt(group, away).stateHash).toBe(lookAt(group, leader).stateHash);
});
