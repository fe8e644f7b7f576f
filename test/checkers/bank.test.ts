// Bank accounts: totals that change, balances that must not be, and reads that only look odd.

import { describe, expect, test } from 'vitest';
import { bank } from '../../src/checkers/bank.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { judged, operation } from './judged.ts';

const read = (balances: JsonValue) => operation(0, 'read', null, 'ok', balances);
const transfer = operation(1, 'transfer', { from: 0, to: 1, amount: 5 });

describe('the total', () => {
  test('that changes between reads is a violation', async () => {
    const verdict = await judged(
      bank(),
      read({ 0: 10, 1: 10 }),
      transfer,
      read({ 0: 5, 1: 10 }),
      read({ 0: 5, 1: 15 }),
    );
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toBe('1 of 3 reads are wrong; operation 5 adds up to 15 instead of 20.');
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([1, 4, 5]);
  });

  test('that stays is right, in maps and in lists of pairs', async () => {
    expect(
      (
        await judged(
          bank(),
          read({ 0: 10, 1: 10 }),
          transfer,
          read([
            [0, 5],
            [1, 15],
          ]),
        )
      ).valid,
    ).toBe(true);
  });

  test('can be given, and then one read is enough', async () => {
    expect((await judged(bank({ total: 20 }), read({ 0: 10, 1: 9 }))).valid).toBe(false);
    expect((await judged(bank({ total: 20 }), read({ 0: 10, 1: 10 }))).valid).toBe(true);
  });

  test('of fractions may differ by rounding', async () => {
    const reads = [
      read({ a: 0.1, b: 0.2, c: 0.3 }),
      read({ a: 0.3, b: 0.2, c: 0.1 }),
      read({ a: 0.6, b: 0 }),
    ];
    expect((await judged(bank(), ...reads)).valid).toBe(true);
  });

  test('says nothing once money is paid in', async () => {
    const deposit = operation(1, 'deposit', { to: 1, amount: 5 });
    expect((await judged(bank(), read({ 0: 10 }), deposit, read({ 0: 15 }))).valid).toBe('unknown');
  });
});

describe('a balance', () => {
  test('below zero is a violation unless overdrafts are allowed', async () => {
    const overdrawn = read({ 0: -5, 1: 25 });
    expect(await judged(bank(), overdrawn)).toMatchObject({
      valid: false,
      reason: '1 of 1 reads are wrong; operation 1 holds the negative balance -5 of account 0.',
    });
    expect((await judged(bank({ overdraft: true }), overdrawn)).valid).toBe(true);
    expect((await judged(bank(), read({ 0: 0, 1: 20 }))).valid).toBe(true);
  });

  test('that is not there, or of an account that is not, is a violation where accounts are known', async () => {
    const known = bank({ accounts: [0, 1] });
    expect((await judged(known, read({ 0: 10, 1: null }))).reason).toContain(
      'holds no balance for account 1',
    );
    expect((await judged(known, read({ 0: 20 }))).reason).toContain('lacks account 1');
    expect((await judged(known, read({ 0: 10, 1: 10, 2: 0 }))).reason).toContain('the unknown account 2');
    expect(
      (
        await judged(
          known,
          read([
            [0, 10],
            [1, 10],
          ]),
        )
      ).valid,
    ).toBe(true);
  });
});

test('reads of something else cannot be judged', async () => {
  expect((await judged(bank(), read(7))).valid).toBe('unknown');
  expect((await judged(bank(), transfer)).valid).toBe('unknown');
});
