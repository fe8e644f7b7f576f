// A seed is a number or a commit; each text means one number, for ever.

import { expect, test } from 'vitest';
import { describeSeed, parseSeed, randomSeed } from '../../src/plan/seed.ts';

test('a decimal number below 2^32 is itself', () => {
  expect(parseSeed('0')).toEqual({ number: 0, commit: null });
  expect(parseSeed('4294967295')).toEqual({ number: 4_294_967_295, commit: null });
});

test('a commit hash becomes an unsigned 32-bit number, the same in either case', () => {
  const hash = '9fceb02d0ae598e95dc970b74767f19372d61af8';
  const seed = parseSeed(hash);
  expect(seed?.commit).toBe(hash);
  expect(seed?.number).toBeGreaterThanOrEqual(0);
  expect(seed?.number).toBeLessThan(2 ** 32);
  expect(parseSeed(hash.toUpperCase())).toEqual(seed);
  expect(parseSeed('9fceb02')?.number).not.toBe(seed?.number);
});

test('the number of a commit never changes', () => {
  expect(parseSeed('abcdef0')?.number).toBe(4_154_353_390);
});

test('digits alone are a number, unless they are a whole hash', () => {
  expect(parseSeed('0001234567')?.number).toBe(1_234_567);
  expect(parseSeed('1234567')).toEqual({ number: 1_234_567, commit: null });
  expect(parseSeed('1'.repeat(40))?.commit).toBe('1'.repeat(40));
  expect(parseSeed('1'.repeat(64))?.commit).toBe('1'.repeat(64));
  expect(parseSeed('123456a')?.commit).toBe('123456a');
  expect(parseSeed('12e4f67')?.commit).toBe('12e4f67');
});

test.each([
  ...['', 'x', '-1', '1.5', '4294967296x', 'abc', 'seed 1', ' 5', '5 ', '1e3', '0x10', 'NaN', '+1', '٣'],
  ...[
    '1e10000',
    '12E34567',
    '4294967296',
    '99999999999',
    '1'.repeat(39),
    '1'.repeat(41),
    'a'.repeat(41),
    'a'.repeat(65),
  ],
])('%j is no seed', (text) => {
  expect(parseSeed(text)).toBeNull();
});

test('a seed is described with the commit it came from', () => {
  expect(describeSeed({ number: 7, commit: null })).toBe('7');
  expect(describeSeed({ number: 7, commit: 'abcdef0' })).toBe('7 (commit abcdef0)');
});

test('a random seed is a valid one', () => {
  expect(parseSeed(String(randomSeed().number))).not.toBeNull();
});
