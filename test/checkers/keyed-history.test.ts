// Keys in front of values are told by what is asked for, for every checker alike.

import { describe, expect, test } from 'vitest';
import type { CheckerOptions } from '../../src/checkers/checker-options.ts';
import { keyedHistory, keyStyleOf } from '../../src/checkers/keyed-history.ts';
import { checkerNamed } from '../../src/checkers/registry.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { type Event, historyOf } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const history = (...parts: readonly (readonly Event[])[]) => historyInMemory(historyOf(...parts.flat()));
const validity = async (name: string, options: CheckerOptions, ...parts: readonly (readonly Event[])[]) =>
  (await judged(checkerNamed(name, options), ...parts)).valid;

const keyedRead = operation(0, 'read', [5, null], 'ok', [5, 3]);

describe('keys are', () => {
  test.each<readonly [string, string, readonly (readonly Event[])[]]>([
    ['tuples', 'asked for by reads', [operation(0, 'write', [5, 3]), keyedRead]],
    [
      'tuples',
      'asked for, with a completion without a value',
      [operation(1, 'read', [5, null], 'info', null), keyedRead],
    ],
    [
      'tuples',
      'asked for by a compare-and-set alone',
      [operation(0, 'write', [1, 5]), operation(0, 'cas', [1, [5, 6]])],
    ],
    [
      'tuples',
      'asked for by a dequeue',
      [operation(0, 'enqueue', ['q', 1]), operation(0, 'dequeue', ['q', null], 'ok', ['q', 1])],
    ],
    ['field', 'in their field', [operation(0, 'write', [5, 3], 'ok', [5, 3], { key: 1 }), keyedRead]],
    ['field', 'in no place', [operation(0, 'write', 3), operation(0, 'read', null, 'ok', 3)]],
    [
      'field',
      'no pairs that a register holds',
      [operation(0, 'write', [5, 3]), operation(0, 'read', null, 'ok', [5, 3])],
    ],
    [
      'field',
      'no pairs that a compare-and-set takes',
      [operation(0, 'cas', [0, 3]), operation(0, 'cas', [3, 4])],
    ],
    ['field', 'no pairs that are only added', [operation(0, 'add', [5, 3])]],
    ['field', 'told by nothing', []],
  ])('%s where they are %s', (style, _what, parts) => {
    expect(keyStyleOf(history(...parts))).toBe(style);
  });

  test('a question where some have one, and where reads are asked for what they found', () => {
    expect(() => keyStyleOf(history(keyedRead, operation(0, 'write', 3)))).toThrow(
      /^operation 2 has no value/,
    );
    const told = [operation(0, 'write', [5, 3]), operation(0, 'read', [5, 3])];
    expect(() => keyStyleOf(history(...told))).toThrow(/say `--keys tuples` or `--keys field`/);
  });
});

test('what is lifted has the columns of keys in a field, and is shown as it stands', () => {
  const lifted = keyedHistory(
    history(operation(0, 'write', [5, 3]), keyedRead, [['nemesis', 'info', 'kill', 'n1']]),
  );
  const { key, keys, value, values } = lifted.columns();
  expect(Array.from(key, (id) => (id === -1 ? null : keys.get(id)))).toEqual([5, 5, 5, 5, null]);
  expect(Array.from(value, (id) => values.get(id))).toEqual([3, 3, null, 3, 'n1']);
  expect(lifted.operation(0).value).toEqual([5, 3]);
});

test.each([
  [
    'an answer for another key',
    [operation(0, 'read', [5, null], 'ok', [6, 3])],
    /answers for key 6, but key 5/,
  ],
  [
    'a read that found no pair',
    [keyedRead, operation(0, 'read', [5, null], 'ok', null)],
    /expected a value \[key, value\]/,
  ],
  ['a write without a key', [keyedRead, operation(0, 'write', 7)], /has no value \[key, value\]/],
] as const)('%s cannot be judged', async (_name, parts, reason) => {
  const verdict = await judged(checkerNamed('linearizable', { model: 'register' }), ...parts);
  expect(verdict).toMatchObject({ valid: 'unknown', reason: expect.stringMatching(reason) });
});

describe('with keys in front of values', () => {
  const cases: readonly (readonly [
    string,
    CheckerOptions,
    readonly (readonly Event[])[],
    readonly Event[],
  ])[] = [
    [
      'set-full',
      {},
      [operation(0, 'add', [1, 10]), operation(0, 'add', [2, 11])],
      operation(1, 'read', [1, null], 'ok', [1, [10]]),
    ],
    [
      'counter',
      {},
      [operation(0, 'add', [1, 10]), operation(0, 'add', [2, 1])],
      operation(1, 'read', [1, null], 'ok', [1, 10]),
    ],
    [
      'total-queue',
      {},
      [operation(0, 'enqueue', [1, 10]), operation(0, 'enqueue', [2, 10])],
      operation(1, 'drain', [1, null], 'ok', [1, [10]]),
    ],
    ['bank', { total: 10 }, [], operation(1, 'read', [1, null], 'ok', [1, { a: 4, b: 6 }])],
    [
      'monotonic',
      {},
      [operation(1, 'read', [2, null], 'ok', [2, 11])],
      operation(1, 'read', [1, null], 'ok', [1, 10]),
    ],
    [
      'session-guarantees',
      {},
      [operation(0, 'write', [1, 10]), operation(0, 'write', [2, 11])],
      operation(0, 'read', [1, null], 'ok', [1, 10]),
    ],
    [
      'causal',
      {},
      [operation(0, 'write', [1, 10]), operation(0, 'write', [2, 11])],
      operation(0, 'read', [1, null], 'ok', [1, 10]),
    ],
    [
      'durability',
      {},
      [operation(0, 'write', [1, 10]), operation(0, 'write', [1, 11])],
      operation(0, 'read', [1, null], 'ok', [1, 11]),
    ],
    [
      'linearizable',
      { model: 'set' },
      [operation(0, 'add', [1, 10]), operation(0, 'add', [2, 11])],
      operation(1, 'read', [1, null], 'ok', [1, [10]]),
    ],
    [
      'linearizable',
      { model: 'mutex' },
      [operation(0, 'acquire', [1, null])],
      operation(1, 'acquire', [2, null]),
    ],
  ];
  const wrong: readonly (readonly Event[])[] = [
    operation(1, 'read', [1, null], 'ok', [1, [10, 99]]),
    operation(1, 'read', [1, null], 'ok', [1, 11]),
    operation(1, 'drain', [1, null], 'ok', [1, [10, 10]]),
    operation(1, 'read', [1, null], 'ok', [1, { a: 4, b: 7 }]),
    operation(1, 'read', [2, null], 'ok', [2, 9]),
    operation(0, 'read', [1, null], 'ok', [1, null]),
    operation(0, 'read', [1, null], 'ok', [1, null]),
    operation(0, 'read', [1, null], 'ok', [1, 10]),
    operation(1, 'read', [1, null], 'ok', [1, [11]]),
    operation(1, 'acquire', [1, null]),
  ];
  test.each(cases.map((one, at) => [...one, wrong[at] as readonly Event[]] as const))(
    '%s %j judges each key',
    async (name, options, before, right, wrongly) => {
      expect(await validity(name, options, ...before, right)).not.toBe(false);
      expect(await validity(name, options, ...before, wrongly)).toBe(false);
    },
  );
});

test('a person may say where keys are', async () => {
  const told = [operation(0, 'write', [5, 3]), operation(0, 'write', [6, 4]), operation(0, 'read', [5, 3])];
  const options = { model: 'register' };
  expect(await validity('linearizable', options, ...told)).toBe('unknown');
  expect(await validity('linearizable', { ...options, keys: 'tuples' }, ...told)).toBe(true);
  expect(await validity('linearizable', { ...options, keys: 'field' }, ...told)).toBe(false);
});
