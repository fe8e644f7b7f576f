// Registers, and reads at the end that break what sessions are promised.

import { causal } from '../../src/checkers/causal.ts';
import { sessionGuarantees } from '../../src/checkers/session-guarantees.ts';
import { type Ending, fresh, inTurn } from './ending.ts';
import { operation } from './judged.ts';
import { numbersInTurn, readWrite } from './long-lived-objects.ts';

export const endingsOfSessions: readonly Ending[] = [
  {
    name: 'session-guarantees, reads go back',
    checker: () => sessionGuarantees(),
    object: readWrite,
    ending: [
      ...inTurn(['write', fresh, fresh, 1], ['write', fresh + 1, fresh + 1, 1]),
      ...operation(200, 'read', null, 'ok', fresh, { key: 1 }),
      ...operation(200, 'read', null, 'ok', 3, { key: 1 }),
      ...operation(200, 'read', null, 'ok', fresh, { key: 1 }),
    ],
  },
  {
    name: 'session-guarantees, own write not read',
    checker: () => sessionGuarantees({ realTimeWrites: true }),
    object: readWrite,
    ending: [
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 1 }),
      ...operation(200, 'read', null, 'ok', 3, { key: 1 }),
    ],
  },
  {
    name: 'causal, forgets',
    checker: () => causal(),
    object: readWrite,
    ending: [
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 1 }),
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 2 }),
      ...operation(201, 'read', null, 'ok', fresh, { key: 2 }),
      ...operation(201, 'read', null, 'ok', null, { key: 1 }),
    ],
  },
  {
    name: 'causal convergence, forgets',
    checker: () => causal({ convergence: true }),
    object: readWrite,
    ending: [
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 1 }),
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 2 }),
      ...operation(201, 'read', null, 'ok', fresh, { key: 2 }),
      ...operation(201, 'read', null, 'ok', null, { key: 1 }),
    ],
  },
  {
    name: 'session-guarantees, a client of old goes back',
    checker: () => sessionGuarantees(),
    object: () => numbersInTurn(true),
    ending: operation(7, 'read', null, 'ok', 3, { key: 1 }),
  },
  {
    name: 'session-guarantees, linearizable writes, a client of old goes back',
    checker: () => sessionGuarantees({ realTimeWrites: true }),
    object: () => numbersInTurn(true),
    ending: operation(7, 'read', null, 'ok', 3, { key: 1 }),
  },
  {
    name: 'session-guarantees, linearizable writes, own write',
    checker: () => sessionGuarantees({ realTimeWrites: true }),
    object: () => numbersInTurn(true),
    ending: [
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 1 }),
      ...operation(200, 'read', null, 'ok', 3, { key: 1 }),
    ],
  },
  {
    name: 'causal, a client of old goes back',
    checker: () => causal(),
    object: () => numbersInTurn(true),
    ending: operation(7, 'read', null, 'ok', 3, { key: 1 }),
  },
  {
    name: 'causal convergence, a client of old goes back',
    checker: () => causal({ convergence: true }),
    object: () => numbersInTurn(true),
    ending: operation(7, 'read', null, 'ok', 3, { key: 1 }),
  },
  {
    name: 'causal convergence, two orders',
    checker: () => causal({ convergence: true }),
    object: () => numbersInTurn(true),
    ending: [
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 1 }),
      ...operation(201, 'write', fresh + 1, 'ok', fresh + 1, { key: 1 }),
      ...[fresh, fresh + 1].flatMap((value) => operation(202, 'read', null, 'ok', value, { key: 1 })),
      ...[fresh + 1, fresh].flatMap((value) => operation(203, 'read', null, 'ok', value, { key: 1 })),
    ],
  },
  {
    name: 'causal, read before it was written',
    checker: () => causal(),
    object: () => numbersInTurn(true),
    ending: [
      ...operation(7, 'write', fresh, 'ok', fresh, { key: 2 }),
      ...operation(200, 'read', null, 'ok', fresh, { key: 2 }),
      ...operation(200, 'write', fresh, 'ok', fresh, { key: 3 }),
    ],
    beginning: operation(7, 'read', null, 'ok', fresh, { key: 3 }),
  },
  {
    name: 'causal, through thirty sessions',
    checker: () => causal(),
    object: readWrite,
    ending: [
      ...operation(500, 'write', fresh, 'ok', fresh, { key: 'x' }),
      ...Array.from({ length: 30 }, (_, at) => [
        ...(at === 0 ? [] : operation(500 + at, 'read', null, 'ok', fresh + at, { key: `k${at}` })),
        ...operation(500 + at, 'write', fresh + at + 1, 'ok', fresh + at + 1, { key: `k${at + 1}` }),
      ]).flat(),
      ...operation(600, 'read', null, 'ok', fresh + 30, { key: 'k30' }),
      ...operation(600, 'read', null, 'ok', null, { key: 'x' }),
    ],
  },
];
