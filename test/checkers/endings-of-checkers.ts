// Sets, queues, counters, ids, accounts and numbers that only grow, and what the checkers of one property find at the end.

import { bank } from '../../src/checkers/bank.ts';
import { counter } from '../../src/checkers/counter.ts';
import { durability } from '../../src/checkers/durability.ts';
import { monotonic } from '../../src/checkers/monotonic.ts';
import { perKey } from '../../src/checkers/per-key.ts';
import { setFull } from '../../src/checkers/set-full.ts';
import { totalQueue } from '../../src/checkers/total-queue.ts';
import { uniqueIds } from '../../src/checkers/unique-ids.ts';
import { type Ending, fresh, inTurn } from './ending.ts';
import type { Event } from './history-builder.ts';
import { operation } from './judged.ts';
import { longCounter, longQueue } from './long-histories.ts';
import {
  accounts,
  addsOverKeys,
  growing,
  numbersInTurn,
  onlyAdds,
  onlyEnqueues,
  onlyIds,
} from './long-lived-objects.ts';

/** A read of so many elements by a node. */
function finalRead(elements: number): readonly Event[] {
  const all = Array.from({ length: elements }, (_, at) => at + 1);
  return [
    [300, 'invoke', 'read', null, { node: 'n1' }],
    [300, 'ok', 'read', all, { node: 'n1' }],
  ];
}

export const endingsOfCheckers: readonly Ending[] = [
  {
    name: 'set-full, one element lost',
    checker: () => setFull(),
    object: onlyAdds,
    ending: [...inTurn(['add', fresh]), ...finalRead(20_000)],
  },
  {
    name: 'set-full, all elements lost',
    checker: () => setFull(),
    object: onlyAdds,
    ending: inTurn(['read', null, []]),
  },
  {
    name: 'set-full, all elements stale',
    checker: () => setFull({ linearizable: true }),
    object: onlyAdds,
    ending: [...finalRead(20_000), ...inTurn(['read', null, []]), ...finalRead(20_000)],
    operations: 20_000,
  },
  {
    name: 'set-full, unexpected elements',
    checker: () => setFull(),
    object: onlyAdds,
    ending: [...finalRead(40_000)],
    operations: 20_000,
  },
  {
    name: 'total-queue, dequeued twice',
    checker: () => totalQueue(),
    object: () => longQueue(),
    ending: inTurn(['dequeue', null, 3]),
  },
  {
    name: 'total-queue, never enqueued',
    checker: () => totalQueue(),
    object: () => longQueue(),
    ending: inTurn(['dequeue', null, fresh]),
  },
  {
    name: 'total-queue, lost',
    checker: () => totalQueue(),
    object: onlyEnqueues,
    ending: inTurn(['drain', null, []]),
  },
  {
    name: 'counter bounds, too low',
    checker: () => counter(),
    object: () => longCounter([1, 2]),
    ending: inTurn(['read', null, 3]),
  },
  {
    name: 'unique-ids, one twice',
    checker: () => uniqueIds(),
    object: onlyIds,
    ending: inTurn(['generate', null, 3]),
  },
  {
    name: 'unique-ids, all twice',
    checker: () => uniqueIds(),
    object: onlyIds,
    ending: inTurn(...Array.from({ length: 1000 }, (_, id) => ['generate', null, id + 1] as const)),
  },
  {
    name: 'bank, wrong total',
    checker: () => bank(),
    object: accounts,
    ending: inTurn([
      'read',
      null,
      [
        [0, 1],
        [1, 2],
      ],
    ]),
  },
  {
    name: 'bank, many wrong totals',
    checker: () => bank(),
    object: accounts,
    ending: inTurn(
      ...Array.from(
        { length: 100 },
        () =>
          [
            'read',
            null,
            [
              [0, 1],
              [1, 2],
            ],
          ] as const,
      ),
    ),
  },
  {
    name: 'monotonic, backwards',
    checker: () => monotonic(),
    object: growing,
    ending: [...operation(100, 'read', null, 'ok', fresh), ...operation(100, 'read', null, 'ok', 3)],
  },
  {
    name: 'monotonic, ever further backwards',
    checker: () => monotonic(),
    object: growing,
    ending: Array.from({ length: 1000 }, (_, at) => operation(100, 'read', null, 'ok', fresh - at)).flat(),
  },
  {
    name: 'durability of a set, one lost',
    checker: () => durability(),
    object: onlyAdds,
    ending: [...inTurn(['add', fresh]), ...finalRead(20_000)],
  },
  {
    name: 'durability of a set, all lost',
    checker: () => durability(),
    object: onlyAdds,
    ending: inTurn(['read', null, []]),
  },
  {
    name: 'durability of a register',
    checker: () => durability(),
    object: () => numbersInTurn(false),
    ending: inTurn(['read', null, 3]),
  },
  {
    name: 'set-full over keys, all stale',
    checker: () => perKey(setFull({ linearizable: true })),
    object: () => addsOverKeys(),
    ending: [0, 1, 2, 3, 4].flatMap((key) => operation(100, 'read', null, 'ok', [], { key })),
  },
];
