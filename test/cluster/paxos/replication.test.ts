// Replication, catch-up and repair on the simulator, one behaviour at a time.

import { describe, expect, test } from 'vitest';
import { inspectionOf } from '../../../cluster/node-report.ts';
import { AnvilErrorCode, type StatementOutcome } from '../../../cluster/statement.ts';
import { createSimulatedGroup, type GroupOptions, type SimulatedGroup } from './simulated-group.ts';

function served(options: GroupOptions): { group: SimulatedGroup; leader: number } {
  const group = createSimulatedGroup(options);
  for (let node = 0; node < options.size; node += 1) group.start(node);
  // A majority may serve before the last node has joined.
  group.runFor(5000, () => group.names.every((_, node) => group.member(node) !== null));
  return { group, leader: group.awaitServing() };
}

/** Sends one append through a node and waits for its outcome; `null` when none comes. */
function append(
  group: SimulatedGroup,
  node: number,
  value: string,
  limitMs = 10_000,
): StatementOutcome | null {
  let outcome: StatementOutcome | null = null;
  group.member(node)?.router.write({ sql: `append a ${value}`, parameters: [] }, null, (given) => {
    outcome = given;
  });
  group.runFor(limitMs, () => outcome !== null);
  return outcome;
}

function listAt(group: SimulatedGroup, node: number): readonly string[] {
  const outcome = group
    .member(node)
    ?.replica.group.applier.stateMachine.read({ sql: 'read a', parameters: [] });
  return outcome?.kind === 'rows' ? outcome.rows.map((row) => String(row[0])) : [];
}

function lookAt(group: SimulatedGroup, node: number): ReturnType<typeof inspectionOf> {
  const member = group.member(node) ?? expect.fail(`n${node + 1} does not run`);
  return inspectionOf(member.replica);
}

const written = { kind: 'written' };

test('a write through any node reaches every state machine', () => {
  const { group } = served({ size: 5, seed: 1 });
  for (let node = 0; node < 5; node += 1) expect(append(group, node, `from-${node}`)).toMatchObject(written);
  group.runFor(500);
  for (let node = 0; node < 5; node += 1) {
    expect(listAt(group, node)).toEqual(['from-0', 'from-1', 'from-2', 'from-3', 'from-4']);
  }
});

test('one slow disk does not slow the group down', () => {
  const { group, leader } = served({ size: 3, seed: 2 });
  group.simulation.disks[(leader + 1) % 3]?.faults.inject({ kind: 'slow', delayMs: 500 });
  const startNs = group.simulation.kernel.nowNs();
  for (let count = 0; count < 20; count += 1)
    expect(append(group, leader, `v${count}`)).toMatchObject(written);
  expect((group.simulation.kernel.nowNs() - startNs) / 1e6).toBeLessThan(500);
});

test('without a majority a write has no outcome, and with none ever reached it was not executed', () => {
  const { group, leader } = served({ size: 3, seed: 3 });
  const other = (leader + 1) % 3;
  for (let node = 0; node < 3; node += 1) if (node !== leader) group.kill(node);
  expect(append(group, leader, 'lonely')).toMatchObject({ code: AnvilErrorCode.outcomeUnknown });
  expect(append(group, leader, 'later', 20_000)).toMatchObject({ code: AnvilErrorCode.notExecuted });
  for (let node = 0; node < 3; node += 1) group.start(node);
  group.awaitServing();
  group.runFor(2000);
  expect(listAt(group, other)).not.toContain('later');
});

test('a write sent to a dying leader is applied once by the next', () => {
  for (let delayUs = 0; delayUs < 1500; delayUs += 100) {
    const { group, leader } = served({ size: 3, seed: 4 });
    const other = (leader + 1) % 3;
    group.simulation.after(delayUs / 1000, () => group.kill(leader));
    expect(append(group, other, 'once'), `killed after ${delayUs} us`).toMatchObject(written);
    group.runFor(4000);
    expect(listAt(group, other)).toEqual(['once']);
  }
});

test('what a deposed leader alone had in its log is cut off', () => {
  const { group, leader } = served({ size: 3, seed: 5 });
  group.isolate(leader, true);
  group.member(leader)?.router.write({ sql: 'append a orphan', parameters: [] }, null, () => {});
  group.runFor(6000);
  const next = group.awaitServing();
  expect(append(group, next, 'kept')).toMatchObject(written);
  group.heal();
  // The orphan's own router has sent it again by now, or has given up: it is there at most once.
  group.runFor(12_000);
  expect(group.simulation.conditions()['suffix-truncated']).toBeGreaterThan(0);
  for (let node = 0; node < 3; node += 1) {
    expect(listAt(group, node)).toEqual(listAt(group, next));
    expect(listAt(group, node).filter((value) => value === 'orphan').length).toBeLessThanOrEqual(1);
    expect(listAt(group, node)).toContain('kept');
  }
});

describe('a follower that was away', () => {
  test('catches up from the log', () => {
    const { group, leader } = served({ size: 3, seed: 6 });
    const away = (leader + 1) % 3;
    group.kill(away);
    for (let count = 0; count < 50; count += 1) append(group, leader, `v${count}`);
    group.start(away);
    group.runFor(1000);
    expect(listAt(group, away)).toEqual(listAt(group, leader));
    expect(group.simulation.conditions()['snapshot-installed']).toBeUndefined();
  });

  test('catches up from a snapshot when the log is gone, and again after a power loss', () => {
    const timings = { snapshotIntervalEntries: 50, snapshotKeepEntries: 5, segmentBytes: 2000 };
    const { group, leader } = served({ size: 3, seed: 7, timings });
    const away = (leader + 1) % 3;
    group.kill(away);
    for (let count = 0; count < 200; count += 1) append(group, leader, `v${count}`);
    expect(lookAt(group, leader).base.logId).toBeGreaterThan(50);
    group.start(away);
    group.runFor(1000);
    expect(group.simulation.conditions()['snapshot-installed']).toBe(1);
    expect(listAt(group, away)).toEqual(listAt(group, leader));
    group.simulation.powerOff([away]);
    group.start(away);
    group.runFor(3000);
    expect(listAt(group, away)).toEqual(listAt(group, leader));
  });
});

describe('a damaged follower', () => {
  const damaged = (file: RegExp): { group: SimulatedGroup; leader: number; node: number } => {
    const timings = { snapshotIntervalEntries: 40, snapshotKeepEntries: 30, segmentBytes: 2000 };
    const { group, leader } = served({ size: 3, seed: 8, timings });
    for (let count = 0; count < 100; count += 1) append(group, leader, `v${count}`);
    group.runFor(500);
    const node = (leader + 1) % 3;
    group.kill(node);
    const files = group.simulation.disks[node]?.fileSystem;
    const name = files?.names().find((candidate) => file.test(candidate)) ?? expect.fail('no such file');
    files?.find(name)?.flipBit(300, 3);
    return { group, leader, node };
  };

  test.each([
    ['log segment', /^log-/],
    ['snapshot', /^snapshot-/],
  ])('with a broken %s does not vote, says so, and is recovered', (_what, file) => {
    const { group, leader, node } = damaged(file);
    group.isolate(node, true);
    group.start(node);
    group.runFor(200);
    expect(group.member(node)?.replica.repairReason()).toMatch(/damaged/);
    group.runFor(10_000);
    expect(lookAt(group, node).role).toBe('follower');
    group.heal();
    expect(append(group, leader, 'after')).toMatchObject(written);
    group.runFor(3000);
    expect(group.member(node)?.replica.repairReason()).toBeNull();
    expect(listAt(group, node)).toEqual(listAt(group, leader));
  });
});

test('a leader that was paused past its lease answers no read from before', () => {
  const { group, leader } = served({ size: 3, seed: 9 });
  append(group, leader, 'old');
  group.simulation.processes.pause(leader);
  let stale: StatementOutcome | null = null;
  group.member(leader)?.router.read({ sql: 'read a', parameters: [] }, (outcome) => {
    stale = outcome;
  });
  group.runFor(5000);
  const next = group.awaitServing();
  expect(append(group, next, 'new')).toMatchObject(written);
  group.simulation.processes.resume(leader);
  group.runFor(9000, () => stale !== null);
  expect(stale).toMatchObject({ kind: 'rows', rows: [['old'], ['new']] });
});
