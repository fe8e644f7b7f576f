// Counters: reads below, within and above what acknowledged and open additions allow.

import { describe, expect, test } from 'vitest';
import { counter } from '../../src/checkers/counter.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const add = (amount: number, end: Event[1] = 'ok') => operation(0, 'add', amount, end);
const read = (value: number) => operation(1, 'read', null, 'ok', value);
const check = (...parts: readonly (readonly Event[])[]) => judged(counter(), ...parts);

describe('a read', () => {
  test('below what was acknowledged is a violation', async () => {
    const verdict = await check(add(1), add(2), read(2));
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toBe(
      '1 of 1 reads outside what the additions allow; 2 was read where 3 to 3 was possible.',
    );
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([4, 5]);
  });

  test('of exactly what was acknowledged is right', async () => {
    expect(await check(add(1), add(2), read(3))).toMatchObject({ valid: true, details: { highest: 3 } });
  });

  test('above what was ever added is a violation', async () => {
    expect((await check(add(1), read(2))).valid).toBe(false);
    expect((await check(add(1, 'fail'), read(1))).valid).toBe(false);
  });

  test('may hold an addition of unknown outcome, or not', async () => {
    expect((await check(add(5, 'info'), read(0), read(5))).valid).toBe(true);
  });

  test('may hold any addition it overlaps with, but none begun after it ended', async () => {
    const overlapping = (value: number): readonly Event[] => [
      [1, 'invoke', 'read'],
      [0, 'invoke', 'add', 4],
      [1, 'ok', 'read', value],
      [0, 'ok', 'add', 4],
    ];
    expect((await check(overlapping(4))).valid).toBe(true);
    expect((await check(overlapping(0))).valid).toBe(true);
    expect((await check(read(4), add(4))).valid).toBe(false);
  });
});

test('subtractions lower both bounds in their own time', async () => {
  expect((await check(add(5), add(-2), read(3))).valid).toBe(true);
  expect((await check(add(5), add(-2), read(5))).valid).toBe(false);
  expect((await check(add(5), add(-2, 'info'), read(5), read(3))).valid).toBe(true);
  expect((await check(add(5), add(-2, 'info'), read(2))).valid).toBe(false);
});

test('what is no number, or never read, cannot be judged', async () => {
  expect((await check(add(1))).valid).toBe('unknown');
  expect((await check(operation(0, 'add', 'one'), read(1))).reason).toContain(
    'operation 0: only whole numbers',
  );
  expect((await check(operation(1, 'read', null, 'ok', null))).reason).toContain(
    'operation 1: a counter holds',
  );
});
