// Objects of each model of the linearizability checker, and answers at the end that they cannot have given.

import type { Checker } from '../../src/checkers/checker.ts';
import { linearizable } from '../../src/checkers/linearizability/checker.ts';
import { type Ending, fresh, inTurn, txn } from './ending.ts';
import {
  longCounter,
  longGrowingSet,
  longLock,
  longQueue,
  longRegisters,
  longSet,
} from './long-histories.ts';
import { keyValue, multiRegister, removals, strings, withoutCas } from './long-lived-objects.ts';

const model =
  (name: string): (() => Checker) =>
  () =>
    linearizable({ model: name });

export const endingsOfObjects: readonly Ending[] = [
  {
    name: 'register, an old value',
    checker: model('register'),
    object: () => withoutCas(longRegisters(1)),
    ending: inTurn(['read', null, 3]),
  },
  {
    name: 'cas-register, an old value',
    checker: model('cas-register'),
    object: () => longRegisters(1),
    ending: inTurn(['write', fresh], ['read', null, 3]),
  },
  {
    name: 'cas-register, a value never written',
    checker: model('cas-register'),
    object: () => longRegisters(1),
    ending: inTurn(['read', null, fresh]),
  },
  {
    name: 'cas-register, two compare-and-sets from one value',
    checker: model('cas-register'),
    object: () => longRegisters(1),
    ending: inTurn(['write', fresh], ['cas', [fresh, fresh + 1]], ['cas', [fresh, fresh + 2]]),
  },
  {
    name: 'cas-register, backwards',
    checker: model('cas-register'),
    object: () => longRegisters(1),
    ending: inTurn(['write', fresh], ['write', fresh + 1], ['read', null, fresh + 1], ['read', null, fresh]),
  },
  {
    name: 'cas-register over keys',
    checker: model('cas-register'),
    object: () => longRegisters(100),
    ending: inTurn(['write', fresh, fresh, 7], ['read', null, 3, 7]),
  },
  {
    name: 'cas-register of five values',
    checker: model('cas-register'),
    object: () => longRegisters(1, 5),
    ending: inTurn(['write', 1], ['read', null, 2]),
    operations: 4_000,
  },
  {
    name: 'cas-register of five values over keys',
    checker: model('cas-register'),
    object: () => longRegisters(100, 5),
    ending: inTurn(['write', 1, 1, 7], ['read', null, 2, 7]),
  },
  {
    name: 'cas-register of five values, a compare-and-set',
    checker: model('cas-register'),
    object: () => longRegisters(1, 5),
    ending: inTurn(['write', 1], ['cas', [1, 2]], ['cas', [1, 3]]),
    operations: 4_000,
  },
  {
    name: 'cas-register of five values, 5 clients',
    checker: model('cas-register'),
    object: () => longRegisters(1, 5),
    ending: inTurn(['write', 1], ['read', null, 2]),
    clients: 5,
    operations: 4_000,
  },
  {
    name: 'fifo-queue, dequeued twice',
    checker: model('fifo-queue'),
    object: () => longQueue(),
    ending: inTurn(['dequeue', null, 3]),
  },
  {
    name: 'fifo-queue, never enqueued',
    checker: model('fifo-queue'),
    object: () => longQueue(),
    ending: inTurn(['dequeue', null, fresh]),
  },
  {
    name: 'fifo-queue, the wrong way round',
    checker: model('fifo-queue'),
    object: () => longQueue(),
    ending: inTurn(
      ['enqueue', fresh],
      ['enqueue', fresh + 1],
      ['dequeue', null, fresh + 1],
      ['dequeue', null, fresh],
    ),
  },
  {
    name: 'fifo-queue, found empty',
    checker: model('fifo-queue'),
    object: () => longQueue(),
    ending: inTurn(['enqueue', fresh], ['dequeue', null, null]),
  },
  {
    name: 'unordered-queue, dequeued twice',
    checker: model('unordered-queue'),
    object: () => longQueue(),
    ending: inTurn(['dequeue', null, 3]),
  },
  {
    name: 'unordered-queue, found empty',
    checker: model('unordered-queue'),
    object: () => longQueue(),
    ending: inTurn(['enqueue', fresh], ['dequeue', null, null]),
  },
  {
    name: 'unordered-queue of five values',
    checker: model('unordered-queue'),
    object: () => longQueue(5),
    ending: inTurn(['enqueue', 1], ['dequeue', null, 7]),
    clients: 3,
    operations: 4_000,
  },
  {
    name: 'set, an element gone',
    checker: model('set'),
    object: () => longSet(),
    ending: inTurn(['add', fresh], ['contains', fresh, false]),
  },
  {
    name: 'set of one element, not there',
    checker: model('set'),
    object: () => longSet(1),
    operations: 4_000,
    ending: inTurn(['add', 1], ['contains', 1, false]),
  },
  {
    name: 'set of five elements, there',
    checker: model('set'),
    object: () => longSet(5),
    operations: 4_000,
    ending: inTurn(['remove', 1], ['contains', 1, true]),
  },
  {
    name: 'set, removed again and again',
    checker: model('set'),
    object: () => removals(),
    ending: inTurn(['contains', 1, true]),
  },
  {
    name: 'set, read without an element',
    checker: model('set'),
    object: () => longGrowingSet(1000),
    ending: inTurn(['add', fresh], ['read', null, [1, 2]]),
    operations: 4_000,
  },
  {
    name: 'counter of one amount, too low',
    checker: model('counter'),
    object: () => longCounter([1]),
    ending: inTurn(['read', null, 3]),
  },
  {
    name: 'counter of one amount, too high',
    checker: model('counter'),
    object: () => longCounter([1]),
    ending: inTurn(['read', null, fresh]),
  },
  {
    name: 'counter of two amounts',
    checker: model('counter'),
    object: () => longCounter([1, 2]),
    ending: inTurn(['read', null, 3]),
    operations: 4_000,
  },
  {
    name: 'mutex, held twice',
    checker: model('mutex'),
    object: () => longLock(),
    ending: inTurn(['acquire', null], ['acquire', null]),
  },
  {
    name: 'mutex, released twice',
    checker: model('mutex'),
    object: () => longLock(),
    ending: inTurn(['release', null], ['release', null]),
  },
  {
    name: 'semaphore of 30, one too many',
    checker: () => linearizable({ model: 'semaphore', initial: 30 }),
    object: () => longLock(30),
    ending: inTurn(...Array.from({ length: 31 }, () => ['acquire', null] as const)),
  },
  {
    name: 'multi-register, an old value',
    checker: model('multi-register'),
    object: () => multiRegister(),
    ending: inTurn(txn(['w', 'x', 1], ['w', 'y', 2]), txn(['r', 'x', 1], ['r', 'y', 1])),
    clients: 5,
    operations: 4_000,
  },
  {
    name: 'key-value, an old value',
    checker: model('key-value'),
    object: () => keyValue(),
    ending: inTurn(['put', [3, 1]], ['get', 3, 2]),
    clients: 5,
    operations: 4_000,
  },
  {
    name: 'string-append-kv, a part missing',
    checker: model('string-append-kv'),
    object: () => strings(),
    ending: inTurn(['append', 'a;'], ['get', null, 'b;']),
    clients: 5,
    operations: 4_000,
  },
];
