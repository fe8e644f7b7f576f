// What the isolation checkers say besides the anomaly: which models are left, words for each edge, pictures, and why a
// history cannot be judged.

import { expect, test } from 'vitest';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { historyInMemory } from '../../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';
import { inTurn, judge, together } from './anomaly-cases.ts';

test('write skew leaves snapshot isolation', async () => {
  const { details } = await judge('serializable', together('r x [], append y 1', 'r y [], append x 1'));
  expect(details).toMatchObject({
    not: ['repeatable-read'],
    strongestPossible: ['update-serializable', 'strong-snapshot-isolation'],
  });
});

test('each edge of a cycle is put in words, and drawn', async () => {
  const { reason, details, witnesses } = await judge(
    'strict-serializable',
    inTurn([0, 'append x 7'], [1, 'r x []']),
  );
  expect(reason).toBe(
    'Not strict-serializable: G-single-item-realtime. T0 appended 7 to key "x" after T2 had read [] without it; T0 was over before T2 was begun: a cycle.',
  );
  expect(witnesses.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(details['dot']).toMatch(/^digraph cycle \{[^]*T0 -> T2 \[label="realtime"[^]*\}\n$/);
  expect(details['svg']).toMatch(/^<svg [^]*<\/svg>$/);
});

test('a write of unknown outcome may have happened, or not, or late', async () => {
  const unseen = together('?append x 1', 'r x []', 'append x 2', 'r x [2]');
  const late = [...inTurn([1, 'r x []']), ...together('?append x 1', 'r x [1]')];
  expect(await judge('strict-serializable', unseen)).toMatchObject({ valid: true });
  expect(await judge('strict-serializable', late)).toMatchObject({ valid: true });
});

test('what is read by many and missed by many needs no edge for each pair', async () => {
  const readers = Array.from({ length: 300 }, () => 'r x []');
  const writers = Array.from({ length: 300 }, (_, index) => `append x ${index}`);
  expect(await judge('strict-serializable', together(...readers, ...writers))).toMatchObject({ valid: true });
  const late = await judge('strict-serializable', [
    ...together(...writers),
    ...inTurn([900, 'r x []'], [901, 'r x []']),
  ]);
  expect(late.reason).toMatch(
    /^Not strict-serializable: G-single-item-realtime\. T\d+ appended \d+ to key "x" after/,
  );
});

test.each([
  [[[0, 'invoke', 'read']], /operation 0 is a read, not a txn/],
  [[[0, 'invoke', 'txn', [['w', 'x', 1]]]], /micro-operation of the kind write/],
  [
    [
      [0, 'invoke', 'txn', [['append', 'x', 1]]],
      [1, 'invoke', 'txn', [['append', 'x', 1]]],
    ],
    /operations 0 and 1 both append 1 to key "x"/,
  ],
] as const)('%j is no history of lists', async (events, reason) => {
  const verdict = await listAppend().check(historyInMemory(historyOf(...events)), ampleBudget);
  expect(verdict).toMatchObject({ valid: 'unknown', reason: expect.stringMatching(reason) as unknown });
});

test('of one value attempted again after it failed, the failed attempt does not count', async () => {
  expect(await judge('strict-serializable', together('!append x 1', 'append x 1', 'r x [1]'))).toMatchObject({
    valid: true,
  });
});

test('without operations there is nothing to judge', async () => {
  for (const checker of [listAppend(), rwRegister()]) {
    expect(await checker.check(historyInMemory([]), ampleBudget)).toMatchObject({
      valid: 'unknown',
      reason: 'There is nothing to judge: no operation succeeded.',
    });
  }
});

test('an unknown model is answered with those there are', () => {
  expect(() => listAppend({ model: 'acid' })).toThrow(
    /no consistency model "acid"; there are read-uncommitted, /,
  );
});

test('a search for a serial order that needs more than the memory budget says so', async () => {
  const lines = together('w x 1', 'w x 2', 'r x 1', 'r x 2');
  const history = historyInMemory(
    historyOf(
      ...lines.map(([process, type, text]): Event => {
        const [kind = '', key = '', value = ''] = text.split(' ');
        return [process, type, 'txn', [[kind, key, Number(value)]]];
      }),
    ),
  );
  expect(await rwRegister().check(history, ampleBudget)).toMatchObject({ valid: true });
  expect(await rwRegister().check(history, { ...ampleBudget, memoryBytes: 100 })).toMatchObject({
    valid: 'unknown',
    reason: expect.stringContaining('memory budget') as string,
  });
});
