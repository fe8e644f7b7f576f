// Memory cut from larger pieces: never given twice, always zero, long strings apart.

import { expect, test } from 'vitest';
import { createSlab } from '../../../cluster/log/slab.ts';

test('what is given is zero, of the length asked for, and given once', () => {
  const allocate = createSlab();
  const given = Array.from({ length: 2000 }, (_, index) => allocate(index % 100));
  for (const [index, bytes] of given.entries()) {
    expect(bytes.length).toBe(index % 100);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    bytes.fill(1 + (index % 255));
  }
  for (const [index, bytes] of given.entries())
    expect(bytes.every((byte) => byte === 1 + (index % 255))).toBe(true);
});

test('a long string has memory of its own', () => {
  const allocate = createSlab();
  const long = allocate(5000);
  expect(long.buffer.byteLength).toBe(5000);
  expect(allocate(10).buffer).not.toBe(long.buffer);
});
