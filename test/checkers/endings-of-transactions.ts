// Transactions of lists or registers, and some at the end that no database can have carried out one after the other.

import type { Checker } from '../../src/checkers/checker.ts';
import { listAppend } from '../../src/checkers/isolation/list-append/checker.ts';
import { rwRegister } from '../../src/checkers/isolation/rw-register/checker.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { type Ending, inTurn, txn } from './ending.ts';
import type { Event } from './history-builder.ts';
import { type LongLived, longTransactions } from './long-histories.ts';

const together = (...parts: readonly (readonly [string, JsonValue, JsonValue])[]): readonly Event[] => [
  ...parts.map(([f, asked], at): Event => [400 + at, 'invoke', f, asked]),
  ...parts.map(([f, , answer], at): Event => [400 + at, 'ok', f, answer]),
];

function isolationEndings(name: string, checker: () => Checker, kind: 'append' | 'w'): readonly Ending[] {
  const found = (value: number): JsonValue => (kind === 'append' ? [value] : value);
  const nothing: JsonValue = kind === 'append' ? [] : null;
  const object = (): LongLived => longTransactions(kind);
  const x = 'x';
  const y = 'y';
  return [
    {
      name: `${name}, a read of nothing after a write`,
      checker,
      object,
      ending: inTurn(txn([kind, x, 1]), txn(['r', x, nothing])),
    },
    {
      name: `${name}, G1c`,
      checker,
      object,
      ending: together(txn([kind, x, 1], ['r', y, found(1)]), txn([kind, y, 1], ['r', x, found(1)])),
    },
    {
      name: `${name}, write skew`,
      checker,
      object,
      ending: together(txn(['r', x, nothing], [kind, y, 1]), txn(['r', y, nothing], [kind, x, 1])),
    },
    {
      name: `${name}, G-single`,
      checker,
      object,
      ending: together(txn([kind, x, 1], [kind, y, 1]), txn(['r', x, nothing], ['r', y, found(1)])),
    },
    {
      name: `${name}, a long cycle`,
      checker,
      object,
      ending: together(
        ...Array.from({ length: 30 }, (_, at) =>
          txn([kind, `k${at}`, 1], ['r', `k${(at + 1) % 30}`, found(1)]),
        ),
      ),
    },
    {
      name: `${name}, an aborted read`,
      checker,
      object,
      ending: [
        [500, 'invoke', 'txn', [[kind, x, 1]]],
        [500, 'fail', 'txn', [[kind, x, 1]]],
        ...inTurn(txn(['r', x, found(1)])),
      ],
    },
    {
      name: `${name}, a read of what nobody wrote`,
      checker,
      object,
      ending: inTurn(txn(['r', x, found(1)])),
    },
  ];
}

export const endingsOfTransactions: readonly Ending[] = [
  ...isolationEndings('list-append', () => listAppend(), 'append'),
  ...isolationEndings('rw-register', () => rwRegister(), 'w'),
];
