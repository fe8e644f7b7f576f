// One stale read at the end of a long history under many clients is shown by the two transactions that it takes, whatever longer
// cycles there are, and leaves nothing undecided.

import { expect, test } from 'vitest';
import { listAppend } from '../../../../src/checkers/isolation/list-append/checker.ts';
import { historyInMemory } from '../../../../src/history/history.ts';
import type { JsonValue, Operation } from '../../../../src/history/operation.ts';
import { ampleBudget } from '../../history-builder.ts';
import { drawFrom, simulate } from '../simulated-databases.ts';

const event = (process: number, type: Operation['type'], value: JsonValue): Operation => ({
  index: 0,
  time: 0,
  process,
  type,
  f: 'txn',
  value,
});

/** An append early in a history; at its end a read that misses it. */
function withStaleRead(history: readonly Operation[]): readonly Operation[] {
  const append: JsonValue = [['append', 'old', 1]];
  return [
    ...history.slice(0, 40),
    event(9001, 'invoke', append),
    event(9001, 'ok', append),
    ...history.slice(40),
    event(9002, 'invoke', [['r', 'old', null]]),
    event(9002, 'ok', [['r', 'old', []]]),
  ].map((operation, index) => ({ ...operation, index, time: index * 1000 }));
}

test.each([
  [1000, 25, 2, 1],
  [2700, 25, 8, 2],
  [1500, 50, 1, 3],
])('%j transactions of %j clients on %j keys', async (transactions, processes, keys, seed) => {
  const options = {
    kind: 'serial',
    data: 'append',
    transactions,
    processes,
    keys,
    unknownPercent: 0,
  } as const;
  const history = simulate(drawFrom(seed), options);
  const clean = await listAppend().check(historyInMemory(history), ampleBudget);
  expect(clean).toMatchObject({ valid: true });
  const events = withStaleRead(history);
  const { valid, reason, witnesses, details } = await listAppend().check(
    historyInMemory(events),
    ampleBudget,
  );
  expect({ valid, undecided: details['undecided'] }).toEqual({ valid: false, undecided: [] });
  expect(reason).toMatch(/^Not strict-serializable: G-single-item-realtime\. [^;]+; [^;]+: a cycle\./);
  expect(witnesses.map(({ process }) => process)).toEqual([9001, 9001, 9002, 9002]);
});
