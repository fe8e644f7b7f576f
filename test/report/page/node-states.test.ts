// Leases, positions and clocks over time, with nodes that do not answer.

import { expect, test } from 'vitest';
import { nodeExtremesOf, nodeStatesOf } from '../../../src/report/page/node-states.ts';
import { progressOf } from './saved-runs.ts';

const leader = { node: 'n1', role: 'leader', serving: true, ballot: 16, leaseMs: 900 };
const follower = { node: 'n10', role: 'follower', serving: true, ballot: 16, leaseMs: 0 };

const progress = [
  progressOf(1, {
    nodes: [
      { ...leader, last: 10, committed: 9, applied: 9 },
      { ...follower, last: 8, committed: 7, applied: 4 },
    ],
    clocksMs: { n1: 0, n10: -20 },
  }),
  progressOf(2, { nodes: [{ ...leader, last: 20, committed: 20, applied: 19 }], clocksMs: { n1: 5 } }),
];

test('a series has a gap where a node did not answer', () => {
  const { ms, nodes } = nodeStatesOf(progress);
  expect(ms).toEqual([1000, 2000]);
  expect(nodes).toEqual([
    { name: 'n1', leaseMs: [900, 900], last: [10, 20], behind: [0, 1], clockMs: [0, 5] },
    { name: 'n10', leaseMs: [0, null], last: [8, null], behind: [5, null], clockMs: [-20, null] },
  ]);
});

test('what stands out is told with its moment', () => {
  const [, second] = nodeExtremesOf(progress);
  expect(second).toEqual({
    name: 'n10',
    last: 8,
    mostBehind: { value: 5, atMs: 1000 },
    mostOff: { value: -20, atMs: 1000 },
    unanswered: 1,
    highestBallot: 16,
  });
});

test('a database that tells nothing of this leaves only that it answered', () => {
  const [only] = nodeExtremesOf([progressOf(1, { nodes: [{ node: 'a', role: 'unknown', serving: true }] })]);
  expect(only).toEqual({
    name: 'a',
    last: null,
    mostBehind: null,
    mostOff: null,
    unanswered: 0,
    highestBallot: null,
  });
});

test('long runs are thinned evenly for the chart, not for what stands out', () => {
  const long = Array.from({ length: 5000 }, (_, at) =>
    progressOf(at, { clocksMs: { n1: at === 4321 ? 700 : 0 } }),
  );
  expect(nodeStatesOf(long).ms.length).toBeLessThanOrEqual(1200);
  expect(nodeExtremesOf(long)[0]?.mostOff).toEqual({ value: 700, atMs: 4_321_000 });
});
