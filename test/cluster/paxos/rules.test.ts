// The small rules that the protocol stands on: ballots, positions, quorums, commitment, repeated messages.

import { describe, expect, test } from 'vitest';
import { ballotOwner, comparePositions, nextBallot, quorumSize } from '../../../cluster/paxos/ballot.ts';
import { committableLogId, majorityLogId } from '../../../cluster/paxos/commit.ts';
import { createSeenIds } from '../../../cluster/paxos/seen-ids.ts';
import { createRequestLanes } from '../../../cluster/request-lanes.ts';

const voters = ['n1', 'n2', 'n3'];

test('ballots grow, belong to one node, and never coincide', () => {
  const first = nextBallot(0, 'n2', voters);
  const second = nextBallot(first, 'n1', voters);
  expect(second).toBeGreaterThan(first);
  expect([first, second, 0].map((ballot) => ballotOwner(ballot, voters))).toEqual(['n2', 'n1', undefined]);
});

test('a log is more complete by the ballot of its end first, then by its length', () => {
  expect(comparePositions({ ballot: 17, logId: 1 }, { ballot: 16, logId: 9 })).toBeGreaterThan(0);
  expect(comparePositions({ ballot: 16, logId: 8 }, { ballot: 16, logId: 9 })).toBeLessThan(0);
  expect(comparePositions({ ballot: 16, logId: 9 }, { ballot: 16, logId: 9 })).toBe(0);
});

test('any two quorums share a node', () => {
  expect([1, 3, 5].map(quorumSize)).toEqual([1, 2, 3]);
});

describe('commitment', () => {
  const log = { ballotAt: (logId: number) => (logId <= 5 ? 16 : 33) };

  test('goes as far as a majority is durable', () => {
    expect(majorityLogId([9, 7, 3], 2)).toBe(7);
    expect(majorityLogId([9, 9, 7, 3, 0], 3)).toBe(7);
  });
  test('counts only entries of the own ballot', () => {
    expect(committableLogId(log, 33, [9, 5, 5], 2)).toBe(0);
    expect(committableLogId(log, 33, [9, 6, 5], 2)).toBe(6);
  });
});

test('a repeated message is noticed, also long after, and from a sender of its own', () => {
  const seen = createSeenIds();
  expect([seen.add('n1/1', 1), seen.add('n1/1', 1), seen.add('n1/2', 1)]).toEqual([true, false, true]);
  for (let id = 2; id < 70_000; id += 1) seen.add('n1/1', id);
  expect(seen.add('n1/1', 1)).toBe(false);
});

describe('request lanes', () => {
  test('never give an id twice and keep the open ones of a lane close together', () => {
    const lanes = createRequestLanes('n1.7');
    const stuck = lanes.take();
    const given = new Set<string>();
    for (let count = 0; count < 500; count += 1) {
      const id = lanes.take() ?? expect.fail('no lane is free');
      given.add(`${id.client}#${id.sequence}`);
      if (id.client === stuck?.client) expect(id.sequence - stuck.sequence).toBeLessThan(32);
      lanes.release(id);
    }
    expect(given.size).toBe(500);
  });
  test('run out at a bound', () => {
    const lanes = createRequestLanes('n1.7');
    let taken = 0;
    while (lanes.take() !== null && taken < 100_000) taken += 1;
    expect(taken).toBe(512 * 32);
  });
});
