// One checker for many objects: each key on its own, evidence as it stands in the whole history.

import { expect, test } from 'vitest';
import type { Checker } from '../../src/checkers/checker.ts';
import { counter } from '../../src/checkers/counter.ts';
import { perKey } from '../../src/checkers/per-key.ts';
import { columnsOf } from '../../src/history/columns-of.ts';
import type { History } from '../../src/history/history.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { elementsRead } from '../../src/history/transactions.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const add = (key: number, amount: number) => operation(key, 'add', amount, 'ok', amount, { key });
const read = (key: number, value: number) => operation(key, 'read', null, 'ok', value, { key });

test('judges every key on its own', async () => {
  expect(await judged(perKey(counter()), add(1, 1), add(2, 2), read(2, 2), read(1, 1))).toMatchObject({
    valid: true,
    reason: '',
    details: { keyCount: 2, violatedKeys: [] },
  });
});

test('names the keys at fault, with evidence as it stands in the history', async () => {
  const verdict = await judged(perKey(counter()), add(1, 1), add(2, 2), read(1, 1), read(2, 3));
  expect(verdict).toMatchObject({ checker: 'counter', valid: false, details: { violatedKeys: [2] } });
  expect(verdict.reason).toMatch(/^key 2: 1 of 1 reads outside/);
  expect(verdict.witnesses.map(({ index }) => index)).toEqual([6, 7]);
});

test('is unknown where a key is, and a violation all the same where another is violated', async () => {
  expect((await judged(perKey(counter()), add(1, 1), add(2, 2), read(2, 2))).valid).toBe('unknown');
  expect((await judged(perKey(counter()), add(1, 1), add(2, 2), read(2, 3))).valid).toBe(false);
});

test('is the checker itself where there are no keys', async () => {
  const verdict = await judged(
    perKey(counter()),
    operation(0, 'add', 1),
    operation(0, 'read', null, 'ok', 1),
  );
  expect(verdict).toMatchObject({ valid: true, details: { reads: 1 } });
});

test('gives each key exactly its rows, transactions and faults included', async () => {
  const events: readonly Event[] = [
    ['nemesis', 'info', 'start'],
    [0, 'invoke', 'add', 1, { key: 1 }],
    [
      1,
      'invoke',
      'txn',
      [
        ['append', 'x', 1],
        ['r', 'x', null],
      ],
      { key: 2 },
    ],
    [0, 'ok', 'add', 1, { key: 1 }],
    [
      1,
      'ok',
      'txn',
      [
        ['append', 'x', 1],
        ['r', 'x', [1, 2]],
      ],
      { key: 2, node: 'n1' },
    ],
    ['nemesis', 'info', 'start'],
  ];
  const seen: History[] = [];
  const looking: Checker = {
    name: 'looking',
    check(history) {
      seen.push(history);
      return { checker: 'looking', valid: true, reason: '', witnesses: [], details: {} };
    },
  };
  await perKey(looking).check(historyInMemory(historyOf(...events)), ampleBudget);
  expect(seen.map((history) => history.operations().map(({ index }) => index))).toEqual([
    [0, 1, 3, 5],
    [0, 2, 4, 5],
  ]);
  for (const history of seen) {
    const part = history.columns();
    const plain = columnsOf(history.operations());
    expect([...part.pair]).toEqual([...plain.pair]);
    expect([...part.time]).toEqual([...plain.time]);
    expect([...part.transactions.start]).toEqual([...plain.transactions.start]);
    for (let micro = 0; micro < plain.transactions.kind.length; micro++)
      expect(elementsRead(part.transactions, micro)).toEqual(elementsRead(plain.transactions, micro));
  }
});
