// Leaders with and without the promises of a majority on disk.

import { expect, test } from 'vitest';
import { leadersHoldPromises } from '../../../../src/worlds/sim/invariants/leaders-hold-promises.ts';
import { createLogs, observe } from './cluster-statuses.ts';

function benchOf(damagedHosts: readonly number[] = []) {
  const { written, logs, follow } = createLogs(damagedHosts);
  const unread = new Set<number>();
  const invariant = leadersHoldPromises(logs, (host) => unread.has(host));
  const promise = (host: number, ballot: number, sync = true): void => {
    written[host]?.record({ kind: 'promise', ballot }, sync);
    follow();
  };
  return { logs, unread, invariant, promise };
}

const leads = (host: number, ballot: number) =>
  observe(host, { role: 'leader', ballot }, { leaderBallot: () => ballot });

test('two disks of three are enough, whichever they are, and a later promise counts', () => {
  const { invariant, promise } = benchOf();
  promise(0, 17);
  promise(2, 33);
  expect(invariant.check(leads(0, 17))).toBeNull();
  expect(invariant.check(observe(1, { ballot: 33 }))).toBeNull();
});

test('a promise that was told and not synced makes no leader', () => {
  const { invariant, promise } = benchOf();
  promise(0, 17);
  promise(1, 17, false);
  promise(2, 16);
  expect(invariant.check(leads(0, 17))).toEqual({
    message: 'n1 leads under ballot 17, which is promised on the disks of n1 only',
    hosts: [0],
  });
});

test('a segment header says again what was promised', () => {
  const { logs, invariant, promise } = benchOf();
  promise(0, 17);
  expect(logs.durable[1]?.promised()).toBe(16);
  expect(invariant.check(leads(0, 17))).not.toBeNull();
});

test.each(['damaged', 'not read since', 'emptied'])('a disk that is %s may have held one', (why) => {
  const { logs, unread, invariant, promise } = benchOf(why === 'damaged' ? [1] : []);
  if (why === 'not read since') unread.add(1);
  const wiped = { lastLogId: 9, committedLogId: 9 };
  if (why === 'emptied') (logs.nonVoting as Map<number, typeof wiped>).set(1, wiped);
  promise(0, 17);
  expect(invariant.check(leads(0, 17))).toBeNull();
});
