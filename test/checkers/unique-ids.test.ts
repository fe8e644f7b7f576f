// Ids: the same one twice, beside answers that do not count.

import { expect, test } from 'vitest';
import { uniqueIds } from '../../src/checkers/unique-ids.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const generate = (id: number | string, end: Event[1] = 'ok') => operation(0, 'generate', null, end, id);

test('an id given out twice is a violation', async () => {
  const verdict = await judged(uniqueIds(), generate(7), generate(8), generate(7));
  expect(verdict).toMatchObject({
    valid: false,
    reason: '1 id given out more than once: 7.',
    details: { attempted: 3, acknowledged: 3, duplicated: [[7, 2]] },
  });
  expect(verdict.witnesses.map(({ index }) => index)).toEqual([1, 5]);
});

test('distinct ids are right, and 7 is not "7"', async () => {
  expect((await judged(uniqueIds(), generate(7), generate('7'), generate(8))).valid).toBe(true);
});

test('an id that was not acknowledged does not count', async () => {
  expect((await judged(uniqueIds(), generate(7), generate(7, 'fail'), generate(7, 'info'))).valid).toBe(true);
  expect((await judged(uniqueIds(), generate(7, 'fail'))).valid).toBe('unknown');
});
