// What is the least that a checker has to have seen before it says "valid". Each pair is one history with nothing to judge,
// which is unknown with the reason, and its neighbour with just enough.

import { describe, expect, test } from 'vitest';
import { checkerNamed, registeredCheckers } from '../../src/checkers/registry.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

type Histories = readonly (readonly [what: string, events: readonly (readonly Event[])[]])[];

interface Pair {
  readonly checker: string;
  readonly model?: string;
  readonly nothing: Histories;
  readonly enough: Histories;
}

const key = (name: JsonValue) => ({ key: name });
const txn = (process: number, value: JsonValue, end: 'ok' | 'fail' | 'info' = 'ok'): readonly Event[] =>
  operation(process, 'txn', value, end);

const failedRegister: Histories = [
  ['only failures', [operation(1, 'write', 1, 'fail'), operation(2, 'read', null, 'fail')]],
  ['only unknown outcomes', [operation(1, 'write', 1, 'info'), operation(2, 'read', null, 'info')]],
  ['operations that never ended', [[[1, 'invoke', 'write', 1]], [[2, 'invoke', 'read', null]]]],
  ['the nemesis alone', [[['nemesis', 'info', 'kill', null]], [['nemesis', 'info', 'kill', null]]]],
];
const register: Histories = [
  ['one write and one read', [operation(1, 'write', 1), operation(2, 'read', null, 'ok', 1)]],
  ['a read of nothing', [operation(1, 'write', 1, 'fail'), operation(2, 'read', null, 'ok', null)]],
  [
    'a key that nobody reached',
    [
      operation(1, 'write', 1, 'ok', 1, key('a')),
      operation(2, 'read', null, 'ok', 1, key('a')),
      operation(3, 'write', 5, 'info', 5, key('b')),
    ],
  ],
];

const pairs: readonly Pair[] = [
  ...['cas-register', 'register'].map((model) => ({
    checker: 'linearizable',
    model,
    nothing: failedRegister,
    enough: register,
  })),
  { checker: 'session-guarantees', nothing: failedRegister, enough: register },
  { checker: 'causal', nothing: failedRegister, enough: register },
  ...(
    [
      ['fifo-queue', 'enqueue', ['dequeue', 1]],
      ['set', 'add', ['read', [1]]],
      ['counter', 'add', ['read', 1]],
      ['mutex', 'acquire', ['release', null]],
    ] as const
  ).map(([model, f, [seeing, seen]]) => ({
    checker: 'linearizable',
    model,
    nothing: [
      ['only failures', [operation(1, f, 1, 'fail')]],
      ['only unknown outcomes', [operation(1, f, 1, 'info')]],
    ] as Histories,
    enough: [
      ['two that succeeded', [operation(1, f, 1), operation(1, seeing, null, 'ok', seen as JsonValue)]],
    ] as Histories,
  })),
  {
    checker: 'list-append',
    nothing: [
      ['only aborts', [txn(1, [['append', 1, 1]], 'fail'), txn(2, [['r', 1, null]], 'fail')]],
      ['only unknown outcomes', [txn(1, [['append', 1, 1]], 'info')]],
    ],
    enough: [
      [
        'one commit',
        [txn(1, [['append', 1, 1]]), operation(2, 'txn', [['r', 1, null]], 'ok', [['r', 1, [1]]])],
      ],
    ],
  },
  {
    checker: 'rw-register',
    nothing: [
      ['only aborts', [txn(1, [['w', 1, 1]], 'fail'), txn(2, [['r', 1, null]], 'fail')]],
      ['only unknown outcomes', [txn(1, [['w', 1, 1]], 'info')]],
    ],
    enough: [
      ['one commit', [txn(1, [['w', 1, 1]]), operation(2, 'txn', [['r', 1, null]], 'ok', [['r', 1, 1]])]],
    ],
  },
  {
    checker: 'set-full',
    nothing: [
      ['no read at the end', [operation(1, 'read', null, 'ok', []), operation(1, 'add', 1)]],
      ['a failed read at the end', [operation(1, 'add', 1), operation(1, 'read', null, 'fail')]],
      [
        'nothing acknowledged and nothing read',
        [operation(1, 'add', 1, 'info'), operation(2, 'read', null, 'fail')],
      ],
      [
        'keys that nobody reached',
        [operation(1, 'add', 1, 'info', 1, key('a')), operation(2, 'add', 1, 'fail', 1, key('b'))],
      ],
    ],
    enough: [
      ['one add and one read', [operation(1, 'add', 1), operation(1, 'read', null, 'ok', [1])]],
      [
        'a key that nobody reached',
        [
          operation(1, 'add', 1, 'ok', 1, key('a')),
          operation(2, 'add', 1, 'info', 1, key('b')),
          operation(3, 'read', null, 'ok', [1], key('a')),
        ],
      ],
    ],
  },
  {
    checker: 'total-queue',
    nothing: [
      ['never dequeued', [operation(1, 'enqueue', 1)]],
      ['no enqueue acknowledged', [operation(1, 'enqueue', 1, 'info')]],
      ['only failures', [operation(1, 'enqueue', 1, 'fail'), operation(2, 'dequeue', null, 'fail')]],
    ],
    enough: [['in and out', [operation(1, 'enqueue', 1), operation(2, 'dequeue', null, 'ok', 1)]]],
  },
  {
    checker: 'counter',
    nothing: [
      ['never read', [operation(1, 'add', 1)]],
      ['only reads that failed', [operation(1, 'add', 1), operation(2, 'read', null, 'fail')]],
    ],
    enough: [
      ['one read', [operation(1, 'add', 1), operation(2, 'read', null, 'ok', 1)]],
      [
        'a key that nobody reached',
        [
          operation(1, 'add', 1, 'ok', 1, key('a')),
          operation(2, 'read', null, 'ok', 1, key('a')),
          operation(3, 'add', 1, 'info', 1, key('b')),
        ],
      ],
    ],
  },
  {
    checker: 'unique-ids',
    nothing: [
      ['none given out', [operation(1, 'generate', null, 'fail'), operation(2, 'generate', null, 'info')]],
    ],
    enough: [['one', [operation(1, 'generate', null, 'ok', 7)]]],
  },
  {
    checker: 'bank',
    nothing: [
      ['never read', [operation(1, 'transfer', { from: 1, to: 2, amount: 3 })]],
      ['only reads that failed', [operation(1, 'read', null, 'fail')]],
    ],
    enough: [['one read', [operation(1, 'read', null, 'ok', { 1: 5, 2: 5 })]]],
  },
  {
    checker: 'monotonic',
    nothing: [['only reads that failed', [operation(1, 'read', null, 'fail')]]],
    enough: [['one read', [operation(1, 'read', null, 'ok', 1)]]],
  },
  {
    checker: 'durability',
    nothing: [
      ['no write acknowledged', [operation(1, 'write', 1, 'info'), operation(2, 'read', null, 'ok', null)]],
      ['no read at the end', [operation(1, 'write', 1)]],
      ['only reads that failed', [operation(1, 'write', 1), operation(2, 'read', null, 'fail')]],
    ],
    enough: [['one write and one read', [operation(1, 'write', 1), operation(2, 'read', null, 'ok', 1)]]],
  },
  {
    checker: 'availability',
    nothing: [['nothing asked for', [[['nemesis', 'info', 'kill', null]]]]],
    enough: [['one failure', [operation(1, 'read', null, 'fail')]]],
  },
  {
    checker: 'statistics',
    nothing: [['only failures', [operation(1, 'read', null, 'fail')]]],
    enough: [['one success', [operation(1, 'read', null, 'ok', 1)]]],
  },
];

test('every checker that is offered has its pair', () => {
  const here = new Set(pairs.map(({ checker }) => checker));
  expect(registeredCheckers.map(({ name }) => name).filter((name) => !here.has(name))).toEqual([]);
});

describe.each(pairs)('$checker $model', ({ checker, model, nothing, enough }) => {
  const made = checkerNamed(checker, model === undefined ? {} : { model });

  test.each(nothing)('%s: unknown, with the reason', async (_what, events) => {
    const verdict = await judged(made, ...events);
    expect(verdict.valid).toBe('unknown');
    expect(verdict.reason).not.toBe('');
  });

  test('no operation at all: unknown, with the reason', async () => {
    const verdict = await judged(made);
    expect(verdict.valid).toBe('unknown');
    expect(verdict.reason).not.toBe('');
  });

  test.each(enough)('%s: valid', async (_what, events) => {
    const verdict = await judged(made, ...events);
    expect([verdict.valid, verdict.reason]).toEqual([true, '']);
  });
});
