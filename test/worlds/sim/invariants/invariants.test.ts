// Each invariant with what it must reject, what it must accept, and a legal neighbour of what it rejects.

import { describe, expect, test } from 'vitest';
import { committedIsDurable } from '../../../../src/worlds/sim/invariants/committed-is-durable.ts';
import { leasesNeverOverlap } from '../../../../src/worlds/sim/invariants/leases-never-overlap.ts';
import { logsAgree } from '../../../../src/worlds/sim/invariants/logs-agree.ts';
import { oneLeaderPerBallot } from '../../../../src/worlds/sim/invariants/one-leader-per-ballot.ts';
import { statesAgree } from '../../../../src/worlds/sim/invariants/states-agree.ts';
import { createLogs, names, observe } from './cluster-statuses.ts';

describe('one leader per ballot', () => {
  test('rejects two leaders under one ballot, even when the first has long stepped down', () => {
    const invariant = oneLeaderPerBallot(names);
    expect(invariant.check(observe(0, { role: 'leader', ballot: 32 }))).toBeNull();
    expect(invariant.check(observe(0, { role: 'follower', ballot: 33 }))).toBeNull();
    expect(invariant.check(observe(2, { role: 'leader', ballot: 32 }))).toEqual({
      message: 'n1 and n3 both lead under ballot 32',
      hosts: [0, 2],
    });
  });

  test('accepts two who lead at once under different ballots, and one who leads again', () => {
    const invariant = oneLeaderPerBallot(names);
    expect(invariant.check(observe(0, { role: 'leader', ballot: 32 }))).toBeNull();
    expect(invariant.check(observe(1, { role: 'leader', ballot: 33 }))).toBeNull();
    expect(invariant.check(observe(0, { role: 'leader', ballot: 32 }))).toBeNull();
    expect(invariant.check(observe(2, { role: 'candidate', ballot: 33 }))).toBeNull();
  });
});

describe('leases never overlap', () => {
  const leaseUntil = (host: number, nowMs: number, endMs: number) =>
    observe(host, {}, { nowNs: nowMs * 1e6, leaseEndNs: endMs * 1e6 });

  test('rejects a lease that begins before another has ended', () => {
    const invariant = leasesNeverOverlap(names);
    expect(invariant.check(leaseUntil(0, 100, 500))).toBeNull();
    expect(invariant.check(leaseUntil(1, 400, 900))?.message).toBe(
      'n1 and n2 both hold a lease, for 100.000 ms more',
    );
  });

  test('accepts one that begins right after, renewals, and one after the death of the holder', () => {
    const invariant = leasesNeverOverlap(names);
    expect(invariant.check(leaseUntil(0, 100, 500))).toBeNull();
    expect(invariant.check(leaseUntil(0, 300, 700))).toBeNull();
    expect(invariant.check(leaseUntil(1, 700, 1100))).toBeNull();
    invariant.forget?.(1);
    expect(invariant.check(leaseUntil(2, 800, 1200))).toBeNull();
  });
});

describe('states agree', () => {
  test('rejects two states after the same command', () => {
    const invariant = statesAgree(names);
    expect(invariant.check(observe(0, { stateHash: 1, log: { appliedLogId: 5 } }))).toBeNull();
    expect(invariant.check(observe(1, { stateHash: 2, log: { appliedLogId: 5 } }))).toEqual({
      message: 'n1 and n2 have different states after command 5',
      hosts: [0, 1],
    });
  });

  test('accepts different states after different commands, and equal ones after the same', () => {
    const invariant = statesAgree(names);
    expect(invariant.check(observe(0, { stateHash: 1, log: { appliedLogId: 5 } }))).toBeNull();
    expect(invariant.check(observe(1, { stateHash: 2, log: { appliedLogId: 6 } }))).toBeNull();
    expect(invariant.check(observe(2, { stateHash: 1, log: { appliedLogId: 5 } }))).toBeNull();
  });
});

describe('committed is durable', () => {
  test('rejects a commit that only one disk holds', () => {
    const { written, logs, follow } = createLogs();
    written[0]?.entry(1, 'a');
    follow();
    expect(committedIsDurable(logs).check(observe(0, { log: { committedLogId: 1 } }))).toEqual({
      message: 'n1 calls entry 1 committed, which is on the disks of n1 only',
      hosts: [0],
    });
  });

  test('rejects one that the second disk has in its page cache only, or under another command', () => {
    for (const second of ['unsynced', 'other']) {
      const { written, logs, follow } = createLogs();
      written[0]?.entry(1, 'a');
      if (second === 'other') written[1]?.entry(1, 'b');
      else written[1]?.record({ kind: 'entry', logId: 1, payload: new TextEncoder().encode('a') }, false);
      follow();
      const finding = committedIsDurable(logs).check(observe(0, { log: { committedLogId: 1 } }));
      expect(finding?.message).toContain('n1 calls entry 1 committed');
    }
  });

  test('accepts one that two of three disks hold, also when the third holds something else', () => {
    const { written, logs, follow } = createLogs();
    for (const host of [0, 1]) written[host]?.entry(1, 'a');
    written[2]?.entry(1, 'b');
    follow();
    expect(committedIsDurable(logs).check(observe(0, { log: { committedLogId: 1 } }))).toBeNull();
    expect(logs.agreedLogIds).toEqual([1, 1, 0]);
  });

  test('rejects the later loss of a committed entry, unless its disk was damaged by the plan', () => {
    const lossWith = (damagedHosts: readonly number[]) => {
      const { written, logs, follow } = createLogs(damagedHosts);
      const invariant = committedIsDurable(logs);
      for (const host of [0, 1]) written[host]?.entry(1, 'a');
      follow();
      expect(invariant.check(observe(0, { log: { committedLogId: 1 } }))).toBeNull();
      written[1]?.entry(1, 'b', 17);
      follow();
      return invariant.check(observe(1));
    };
    expect(lossWith([])?.message).toBe(
      'entry 1 was committed, and up to entry 1 is now on the disks of n1 only',
    );
    expect(lossWith([1])).toBeNull();
  });

  test('takes the command that most disks hold, also where a damaged disk makes fewer enough', () => {
    const { written, logs, follow } = createLogs([0]);
    written[0]?.entry(1, 'overwritten elsewhere');
    for (const host of [1, 2]) written[host]?.entry(1, 'committed', 17);
    follow();
    expect(committedIsDurable(logs).check(observe(2, { log: { committedLogId: 1 } }))).toBeNull();
    expect(logs.agreedLogIds).toEqual([0, 1, 1]);
  });

  test.each([
    ['accepts a log that was trimmed behind a snapshot', true],
    ['rejects one that was trimmed behind a snapshot that is not there', false],
  ])('%s', (_what, isThere) => {
    const { written, logs, follow } = createLogs();
    for (const host of [0, 1]) {
      written[host]?.entry(1, 'a');
      written[host]?.entry(2, 'b');
    }
    follow();
    const invariant = committedIsDurable(logs);
    expect(invariant.check(observe(0, { log: { committedLogId: 2 } }))).toBeNull();
    if (isThere) written[1]?.snapshot(2);
    written[1]?.record({ kind: 'snapshot-mark', logId: 2 });
    follow();
    const finding = invariant.check(observe(1, { log: { committedLogId: 2 } }));
    expect(finding?.message ?? null).toBe(
      isThere ? null : 'entry 1 was committed, and up to entry 2 is now on the disks of n1 only',
    );
  });
});

describe('logs agree', () => {
  test('rejects a node that calls another command committed, once it calls it durable too', () => {
    const { written, logs, follow } = createLogs();
    for (const host of [0, 1]) written[host]?.entry(1, 'a');
    written[2]?.entry(1, 'b');
    follow();
    expect(committedIsDurable(logs).check(observe(0, { log: { committedLogId: 1 } }))).toBeNull();
    const invariant = logsAgree(logs);
    const claims = (durableLogId: number) => observe(2, { log: { committedLogId: 1, durableLogId } });
    expect(invariant.check(claims(0))).toBeNull();
    expect(invariant.check(claims(1))?.message).toBe(
      'n3 calls entry 1 committed with another command than the cluster did',
    );
    written[2]?.entry(1, 'a', 32);
    follow();
    expect(invariant.check(claims(1))).toBeNull();
  });
});
