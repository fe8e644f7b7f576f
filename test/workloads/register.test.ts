// The register workload's operations, drawn without a thread or a database.

import { expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { registerOperations } from '../../workloads/register-operations.ts';

const drawn = (seed: number) =>
  simulate(limit(2000, registerOperations({ seed, keyCount: 5 })), { concurrency: 5, seed: 1 });

test('no value is written twice', () => {
  const written = drawn(7)
    .filter(({ type, f }) => type === 'invoke' && f !== 'read')
    .map(({ f, value }) => (f === 'cas' ? (value as readonly number[])[1] : value));
  expect(written.length).toBeGreaterThan(800);
  expect(new Set(written).size).toBe(written.length);
});

test('compare-and-sets expect values that were written before', () => {
  const operations = drawn(7);
  const written = new Set(operations.filter(({ f }) => f === 'write').map(({ value }) => value));
  const expected = operations.filter(({ f, type }) => f === 'cas' && type === 'invoke').slice(100);
  const known = expected.filter(({ value }) => written.has((value as readonly number[])[0] ?? 0));
  expect(known.length).toBeGreaterThan(expected.length / 4);
});

test('one seed, one sequence; another seed, another', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});
