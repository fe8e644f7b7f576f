// Durability: acknowledged writes that are gone, that were replaced, and that nobody looked for; by reads and by logs.

import { describe, expect, test } from 'vitest';
import { durability, type PersistedWrites } from '../../src/checkers/durability.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';

const write = (value: number, end: Event[1] = 'ok', process = 0) =>
  operation(process, 'write', value, end, value, { key: 1 });
const read = (value: number | null, node = 'n1') => operation(9, 'read', null, 'ok', value, { key: 1, node });
const add = (value: number) => operation(0, 'add', value);
const readAll = (values: readonly number[]) => operation(9, 'read', null, 'ok', [...values]);
const check = (...parts: readonly (readonly Event[])[]) => judged(durability(), ...parts);

describe('a register', () => {
  test('that at last holds an older value has lost what was acknowledged after it', async () => {
    const verdict = await check(write(1), write(2), write(3), read(1));
    expect(verdict).toMatchObject({
      valid: false,
      reason: '2 writes acknowledged and gone: {"key":1,"value":2}, {"key":1,"value":3}.',
      // One event a millisecond: write 1 was acknowledged at 1, write 3 at 5.
      details: { acknowledged: 3, recoveryPointWrites: 2, recoveryPointMs: 4, lossSpanMs: 2 },
    });
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([2, 3, 4, 5, 7]);
  });

  test('that holds the last write, or one of several at the same time, has lost nothing', async () => {
    expect((await check(write(1), write(2), read(2))).valid).toBe(true);
    const together: readonly Event[] = [
      [0, 'invoke', 'write', 1, { key: 1 }],
      [1, 'invoke', 'write', 2, { key: 1 }],
      [0, 'ok', 'write', 1, { key: 1 }],
      [1, 'ok', 'write', 2, { key: 1 }],
    ];
    expect((await check(together, read(1))).valid).toBe(true);
    expect((await check(together, read(2))).valid).toBe(true);
  });

  test('that holds a write of unknown outcome may have been written last by it', async () => {
    expect((await check(write(1, 'info', 3), write(2), read(1))).valid).toBe(true);
  });

  test('that holds nothing has lost everything', async () => {
    expect(await check(write(1), read(null))).toMatchObject({ valid: false, details: { lostCount: 1 } });
    expect((await check(write(1, 'fail'), write(2), read(2))).valid).toBe(true);
  });

  test('is asked on every node', async () => {
    expect((await check(write(1), write(2), read(2, 'n1'), read(1, 'n2'))).valid).toBe(false);
    expect((await check(write(1), write(2), read(2, 'n1'), read(2, 'n2'))).valid).toBe(true);
  });

  test('that nobody read at the end leaves the verdict open', async () => {
    const verdict = await check(write(1), read(1), write(2));
    expect(verdict).toMatchObject({ valid: 'unknown', details: { uncoveredCount: 2 } });
  });
});

describe('a set', () => {
  test('that lacks an acknowledged element at the end has lost it', async () => {
    expect(await check(add(1), add(2), add(3), readAll([1, 3]))).toMatchObject({
      valid: false,
      reason: '1 write acknowledged and gone: 2.',
      details: { recoveryPointWrites: 1, recoveryPointMs: 2, lossSpanMs: 0 },
    });
    expect((await check(add(1), add(2), readAll([1, 2]))).valid).toBe(true);
    expect((await check(add(1), operation(1, 'add', 2, 'info'), readAll([1]))).valid).toBe(true);
  });

  test('of several keys is judged key by key', async () => {
    const one = (key: number, values: readonly number[]) => [
      ...operation(key, 'add', 1, 'ok', 1, { key }),
      ...operation(key, 'read', null, 'ok', [...values], { key }),
    ];
    expect((await check(one(1, [1]), one(2, [1]))).valid).toBe(true);
    expect(await check(one(1, [1]), one(2, []))).toMatchObject({
      valid: false,
      details: { violatedKeys: [2] },
    });
  });
});

describe('the logs of the replicas', () => {
  const logs = (...held: readonly (readonly number[])[]): readonly PersistedWrites[] =>
    held.map((values, at) => ({ node: `n${at + 1}`, writes: values.map((value) => [1, value] as const) }));

  test('account for what no read covers', async () => {
    const written = [write(1), write(2)];
    const whole = durability({ persisted: logs([1, 2], [1, 2], [1]) });
    expect(await judged(whole, ...written)).toMatchObject({
      valid: true,
      details: { belowMajorityCount: 0 },
    });
    const scarce = durability({ persisted: logs([1, 2], [1], [1]) });
    expect(await judged(scarce, ...written)).toMatchObject({
      valid: true,
      details: { belowMajority: [{ key: 1, value: 2 }] },
    });
  });

  test('show an acknowledged write that is in none of them, and unknown ones that happened', async () => {
    const persisted = logs([1, 3], [1], [1]);
    const history = [write(1), write(2), write(3, 'info')];
    expect(await judged(durability({ persisted }), ...history)).toMatchObject({
      valid: false,
      reason: '1 write acknowledged and in no log: {"key":1,"value":2}.',
      details: { unknownInLogCount: 1 },
    });
  });
});

test('without acknowledged writes there is nothing to judge', async () => {
  expect((await check(read(null))).valid).toBe('unknown');
});
