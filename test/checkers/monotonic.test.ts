// Growing numbers: a process that reads backwards, beside processes that merely disagree.

import { expect, test } from 'vitest';
import { monotonic } from '../../src/checkers/monotonic.ts';
import { judged, operation } from './judged.ts';

const read = (process: number, value: number | null, key?: number) =>
  operation(process, 'read', null, 'ok', value, key === undefined ? {} : { key });

test('a process that reads less than before is a violation', async () => {
  const verdict = await judged(monotonic(), read(0, 3), read(1, 9), read(0, 2));
  expect(verdict).toMatchObject({
    valid: false,
    reason: '1 of 3 reads went backwards; process 0 read 2 after 3.',
    details: { backwards: [[1, 5]] },
  });
  expect(verdict.witnesses.map(({ index }) => index)).toEqual([0, 1, 4, 5]);
});

test('null after a number is backwards too, but not before one', async () => {
  expect((await judged(monotonic(), read(0, 3), read(0, null))).valid).toBe(false);
  expect((await judged(monotonic(), read(0, null), read(0, 3))).valid).toBe(true);
});

test('another process, or another key, may be behind', async () => {
  expect((await judged(monotonic(), read(0, 3), read(1, 2), read(1, 2), read(0, 3))).valid).toBe(true);
  expect((await judged(monotonic(), read(0, 3, 1), read(0, 2, 2), read(0, 3, 1))).valid).toBe(true);
});

test('weak reads are reads, and what is no number cannot be judged', async () => {
  const weak = (value: number) => operation(0, 'weak-read', null, 'ok', value);
  expect((await judged(monotonic(), weak(3), weak(2))).valid).toBe(false);
  expect((await judged(monotonic(), operation(0, 'read', null, 'ok', 'x'))).valid).toBe('unknown');
  expect((await judged(monotonic(), operation(0, 'write', 1))).valid).toBe('unknown');
});
