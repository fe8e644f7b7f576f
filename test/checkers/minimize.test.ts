// Making a rejected history small: what is left is still rejected, and nothing more can go.

import { expect, test } from 'vitest';
import { linearizable } from '../../src/checkers/linearizability/checker.ts';
import { minimizeHistory } from '../../src/checkers/minimize.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';

const checker = linearizable({ model: 'cas-register' });

/** Many operations on two keys, all in sequence, among which one read of key y goes back in time. */
function longHistory(staleRead: number): readonly Event[] {
  const events: Event[] = [];
  for (let i = 1; i <= 60; i++) {
    for (const key of ['x', 'y']) {
      events.push([0, 'invoke', 'write', i, { key }], [0, 'ok', 'write', i, { key }]);
      const value = key === 'y' && i === 50 ? staleRead : i;
      events.push([1, 'invoke', 'read', null, { key }], [1, 'ok', 'read', value, { key }]);
    }
  }
  return events;
}

test('leaves only what contradicts itself', async () => {
  const minimized = await minimizeHistory(historyOf(...longHistory(20)), checker, ampleBudget);
  expect(minimized).toMatchObject({ minimal: true, verdict: { valid: false } });
  // Without its write the read is of a value that nobody wrote: nothing else is needed.
  expect(minimized?.history.map(({ type, f, value }) => [type, f, value])).toEqual([
    ['invoke', 'read', null],
    ['ok', 'read', 20],
  ]);
});

test('gives back nothing for a history that is accepted', async () => {
  expect(await minimizeHistory(historyOf(...longHistory(50)), checker, ampleBudget)).toBeNull();
});
