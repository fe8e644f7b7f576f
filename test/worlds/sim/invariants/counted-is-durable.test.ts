// A leader that counts what a follower's disk does not hold, and the followers who are excused.

import { expect, test } from 'vitest';
import { countedIsDurable } from '../../../../src/worlds/sim/invariants/counted-is-durable.ts';
import type { Observation } from '../../../../src/worlds/sim/invariants/invariant.ts';
import { createLogs, observe } from './cluster-statuses.ts';

/** Three disks on which the second node holds the first of two entries. */
function benchOf(damagedHosts: readonly number[] = []) {
  const { written, logs, follow } = createLogs(damagedHosts);
  const unread = new Set<number>();
  const invariant = countedIsDurable(logs, (host) => unread.has(host));
  for (const log of written) log.entry(1, 'a');
  follow();
  const leaderCounts = (logId: number, ballot = 16): Observation =>
    observe(0, { role: 'leader', ballot }, { countedLogId: (follower) => (follower === 'n2' ? logId : 0) });
  return { written, logs, follow, unread, invariant, leaderCounts };
}

test('what the disk holds may be counted, and what it does not hold may not', () => {
  const { written, follow, invariant, leaderCounts } = benchOf();
  expect(invariant.check(leaderCounts(1))).toBeNull();
  written[1]?.entry(2, 'b');
  follow();
  expect(invariant.check(leaderCounts(2))).toBeNull();
  written[1]?.record({ kind: 'entry', logId: 3, payload: new Uint8Array(1) }, false);
  follow();
  expect(invariant.check(leaderCounts(3))).toEqual({
    message: 'n1 counts entry 3 as held by n2, whose disk holds entries up to 2 only',
    hosts: [0, 1],
  });
});

test('another entry than that of the leader may not be counted', () => {
  const { logs, invariant, leaderCounts } = benchOf();
  const held = logs.durable[1]?.digestAt(1) as number;
  const counts = (digest: number): Observation => ({ ...leaderCounts(1), commandDigest: () => digest });
  expect(invariant.check(counts(held))).toBeNull();
  logs.revision += 1;
  expect(invariant.check(counts(held + 1))).toMatchObject({
    message: 'n1 counts entry 1 as held by n2, whose disk holds another entry there',
  });
});

test('it is seen, too, when the disk loses what was counted', () => {
  const { written, follow, invariant, leaderCounts } = benchOf();
  written[1]?.entry(2, 'b');
  follow();
  expect(invariant.check(leaderCounts(2))).toBeNull();
  written[1]?.fileSystem.remove('log-00000001');
  written[1]?.fileSystem.syncDirectory();
  follow();
  expect(invariant.check(leaderCounts(2))).toMatchObject({ hosts: [0, 1] });
});

test('nodes that do not lead count nothing', () => {
  const { invariant } = benchOf();
  expect(invariant.check(observe(0, {}, { countedLogId: () => 9 }))).toBeNull();
});

test('a follower that has promised a later ballot may hold another log, one that has promised this ballot may not', () => {
  const { invariant, leaderCounts } = benchOf();
  invariant.check(observe(1, { ballot: 32 }));
  expect(invariant.check(leaderCounts(9))).toBeNull();
  expect(invariant.check(leaderCounts(10, 32))).not.toBeNull();
});

test.each(['damaged', 'not read since', 'emptied', 'with a claim'])('a disk that is %s excuses', (why) => {
  const { written, logs, follow, unread, invariant, leaderCounts } = benchOf(why === 'damaged' ? [1] : []);
  if (why === 'not read since') unread.add(1);
  const wiped = { lastLogId: 9, committedLogId: 9 };
  if (why === 'emptied') (logs.nonVoting as Map<number, typeof wiped>).set(1, wiped);
  if (why === 'with a claim') written[1]?.record({ kind: 'recovery-claim', logId: 9 });
  follow();
  expect(invariant.check(leaderCounts(9))).toBeNull();
});
