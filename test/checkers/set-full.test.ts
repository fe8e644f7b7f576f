// Sets: each way in which an element can be lost, late, doubled or out of nowhere, beside the legal one next to it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectElements, type SetRead } from '../../src/checkers/set-elements.ts';
import { setFull } from '../../src/checkers/set-full.ts';
import { findPresence } from '../../src/checkers/set-presence.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';

const add = (process: number, element: number, end: Event[1] = 'ok'): readonly Event[] => [
  [process, 'invoke', 'add', element],
  [process, end, 'add', element],
];
const read = (process: number, node: string, elements: readonly number[]): readonly Event[] => [
  [process, 'invoke', 'read', null, { node }],
  [process, 'ok', 'read', [...elements], { node }],
];
const check = (...parts: readonly (readonly Event[])[]) =>
  setFull().check(historyInMemory(historyOf(...parts.flat())), ampleBudget);

describe('an acknowledged element', () => {
  test('that a final read lacks is lost', async () => {
    const verdict = await check(add(0, 1), add(0, 2), read(1, 'n1', [1]));
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toBe('1 element acknowledged and missing from a final read: 2.');
    expect(verdict.details).toMatchObject({ lost: [2], lostCount: 1, acknowledged: 2 });
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([2, 3, 4, 5]);
  });

  test('that one node of two lacks at the end is lost', async () => {
    const verdict = await check(add(0, 1), read(1, 'n1', [1]), read(2, 'n2', []));
    expect(verdict).toMatchObject({ valid: false, details: { lost: [1] } });
  });

  test('that every final read holds is kept', async () => {
    expect((await check(add(0, 1), add(0, 2), read(1, 'n1', [2, 1]), read(2, 'n2', [1, 2]))).valid).toBe(
      true,
    );
  });

  test('may be missing from a read that began before the acknowledgement', async () => {
    const history: readonly Event[] = [
      [0, 'invoke', 'add', 1],
      [1, 'invoke', 'read', null, { node: 'n1' }],
      [0, 'ok', 'add', 1],
      [1, 'ok', 'read', [], { node: 'n1' }],
    ];
    expect((await check(history, read(1, 'n1', [1]))).valid).toBe(true);
  });

  test('is stale where an earlier read lacked it and the final one has it', async () => {
    const verdict = await check(add(0, 1), read(1, 'n1', []), add(0, 2), read(1, 'n1', [1, 2]));
    expect(verdict).toMatchObject({ valid: true, details: { stale: [1], lostCount: 0 } });
  });

  test('that no later read covers leaves the verdict open', async () => {
    const verdict = await check(read(1, 'n1', []), add(0, 1));
    expect(verdict.valid).toBe('unknown');
    expect(verdict.reason).toBe('1 element acknowledged and covered by no later read: 1.');
  });
});

describe('an element', () => {
  test('whose add has an unknown outcome may be there or not', async () => {
    const verdict = await check(add(0, 1, 'info'), add(1, 2, 'info'), read(2, 'n1', [1]));
    expect(verdict).toMatchObject({ valid: true, details: { recovered: [1], unknown: 2 } });
  });

  test('that nobody added is unexpected', async () => {
    const verdict = await check(add(0, 1), read(1, 'n1', [1, 9]));
    expect(verdict).toMatchObject({ valid: false, details: { unexpected: [9] } });
  });

  test('whose add certainly failed is unexpected', async () => {
    expect(await check(add(0, 1, 'fail'), read(1, 'n1', [1]))).toMatchObject({ valid: false });
    expect(await check(add(0, 1, 'fail'), read(1, 'n1', []))).toMatchObject({ valid: true });
  });

  test('seen before its add began is unexpected', async () => {
    expect(await check(read(1, 'n1', [1]), add(0, 1), read(1, 'n1', [1]))).toMatchObject({ valid: false });
  });

  test('that is there twice is duplicated', async () => {
    const verdict = await check(add(0, 1), read(1, 'n1', [1, 1]));
    expect(verdict).toMatchObject({ valid: false, details: { duplicated: [1] } });
  });
});

describe('where reads are promised to be linearizable', () => {
  const judge = (...parts: readonly (readonly Event[])[]) =>
    setFull({ linearizable: true }).check(historyInMemory(historyOf(...parts.flat())), ampleBudget);

  test('an element that is merely late is a violation', async () => {
    const verdict = await judge(add(0, 1), read(1, 'n1', []), add(0, 2), read(1, 'n1', [1, 2]));
    expect(verdict).toMatchObject({ valid: false, details: { stale: [1] } });
    expect(verdict.witnesses.map(({ f }) => f)).toEqual(['add', 'add', 'read', 'read']);
  });

  test('an element that came with an unknown outcome may come late, but not go again', async () => {
    const final = read(1, 'n1', [1]);
    expect((await judge(add(0, 1, 'info'), read(1, 'n1', []), final)).valid).toBe(true);
    expect((await judge(add(0, 1, 'info'), read(1, 'n1', [1]), read(1, 'n2', []), final)).valid).toBe(false);
  });
});

test('an element of unknown outcome that was read once and is gone at the end is lost', async () => {
  const verdict = await check(add(0, 1, 'info'), read(1, 'n1', [1]), add(2, 2), read(1, 'n1', [2]));
  expect(verdict).toMatchObject({ valid: false, details: { lost: [1] } });
  expect(verdict.reason).toBe('1 element read once and missing from a final read: 1.');
});

test('a history without a set is nothing to judge', async () => {
  expect((await check([[0, 'invoke', 'acquire']])).valid).toBe('unknown');
});

test('a read that is no list cannot be judged', async () => {
  const verdict = await check([
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 3],
  ]);
  expect(verdict).toMatchObject({
    valid: 'unknown',
    reason: 'operation 1: a read of a set returns a list, not 3.',
  });
});

test('a history that removes elements is none of its business', async () => {
  const remove: readonly Event[] = [
    [0, 'invoke', 'remove', 1],
    [0, 'ok', 'remove', 1],
  ];
  const verdict = await check(add(0, 1), remove, read(1, 'n1', []));
  expect(verdict.valid).toBe('unknown');
  expect(verdict.reason).toContain('elements are removed');
});

test('without node names the last read decides, and an earlier one that lacks an element is stale', async () => {
  const nameless = (process: number, elements: readonly number[]): readonly Event[] => [
    [process, 'invoke', 'read'],
    [process, 'ok', 'read', [...elements]],
  ];
  expect(await check(add(0, 1), nameless(1, []), nameless(2, [1]))).toMatchObject({
    valid: true,
    details: { stale: [1], lost: [] },
  });
  expect(await check(add(0, 1), nameless(1, [1]), nameless(2, []))).toMatchObject({ valid: false });
});

test('tells how late elements were seen, how long lost ones were, and how often doubled ones', async () => {
  // One event a millisecond: element 1 is acknowledged at 1 and lacked by the read that began at 4.
  const { details } = await check(
    add(0, 1),
    add(0, 2),
    read(1, 'n1', [2]),
    read(1, 'n1', [1, 2, 2]),
    read(1, 'n1', [1]),
  );
  expect(details).toMatchObject({
    worstStale: [{ element: 1, lateByMs: 3, lastLackingRead: 5 }],
    visibleAfterMs: { p50: 3 },
    lost: [2],
    lostAfterMs: { max: 3 },
    duplicates: [[2, 2]],
  });
});

test('finds the same first and last lacking reads as looking at every element in every read', () => {
  const reads = fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 6 }), { minLength: 1, maxLength: 8 });
  const place = fc.nat(7);
  fc.assert(
    fc.property(reads, fc.array(place, { minLength: 6, maxLength: 6 }), (shown, places) => {
      const events = shown.flatMap((elements, position) => [
        ...places.flatMap((at, element) => (at === position ? add(0, element) : [])),
        ...read(1, 'n1', elements),
      ]);
      const set = collectElements(historyInMemory(historyOf(...events)), ampleBudget);
      if (typeof set === 'string') throw new Error(set);
      const presence = findPresence(set, new Set(), () => true);
      for (let element = 0; element < set.values.length; element++) {
        const lacking = [...set.reads.keys()].filter((position) => {
          const { invoked, elements } = set.reads[position] as SetRead;
          return invoked > (set.known[element] as number) && !elements.includes(element);
        });
        expect(presence?.firstLacking[element]).toBe(lacking[0] ?? -1);
        expect(presence?.lastLacking[element]).toBe(lacking.at(-1) ?? -1);
      }
    }),
    { numRuns: 2000 },
  );
});
