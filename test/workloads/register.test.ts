// The register workload's operations, drawn without a thread or a database.

import { expect, test } from 'vitest';
import { limit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { registerOperations } from '../../workloads/register-operations.ts';

const drawn = (seed: number) =>
  simulate(limit(2000, registerOperations({ seed, keyCount: 5, concurrency: 6 })), {
    concurrency: 6,
    seed: 1,
  });

test('no value is written twice', () => {
  const written = drawn(7)
    .filter(({ type, f }) => type === 'invoke' && f !== 'read')
    .map(({ f, value }) => (f === 'cas' ? (value as readonly number[])[1] : value));
  expect(written.length).toBeGreaterThan(600);
  expect(new Set(written).size).toBe(written.length);
});

test('compare-and-sets expect values that were written before', () => {
  const operations = drawn(7);
  const written = new Set(operations.filter(({ f }) => f === 'write').map(({ value }) => value));
  const expected = operations.filter(({ f, type }) => f === 'cas' && type === 'invoke').slice(100);
  const known = expected.filter(({ value }) => written.has((value as readonly number[])[0] ?? 0));
  expect(known.length).toBeGreaterThan(expected.length / 4);
});

test('some compare-and-sets expect a value that was overwritten, so that one which does not compare is seen', () => {
  const current = new Map<unknown, unknown>();
  const overwritten = new Map<unknown, Set<unknown>>();
  let outdated = 0;
  let all = 0;
  for (const { type, f, key, value } of drawn(7)) {
    if (f === 'cas' && type === 'invoke') {
      all += 1;
      if (overwritten.get(key)?.has((value as readonly number[])[0])) outdated += 1;
    }
    if (f === 'read' || type !== 'ok') continue;
    overwritten.set(key, (overwritten.get(key) ?? new Set()).add(current.get(key)));
    current.set(key, f === 'cas' ? (value as readonly number[])[1] : value);
  }
  expect(outdated).toBeGreaterThan(all / 10);
});

test('values go up and down, so that a database which keeps the greater one is seen', () => {
  const writes = drawn(7).filter(({ f, type }) => f === 'write' && type === 'invoke');
  const falling = writes.filter(({ value }, i) => Number(value) < Number(writes[i - 1]?.value ?? value));
  expect(falling.length).toBeGreaterThan(writes.length / 4);
});

test('one seed, one sequence; another seed, another', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});

test('half of the clients only read, so that a hanging write silences nobody else', () => {
  const operations = drawn(7).filter(({ type }) => type === 'invoke');
  const readers = operations.filter(({ process }) => process !== 'nemesis' && process < 3);
  expect(readers.length).toBeGreaterThan(500);
  expect(readers.every(({ f }) => f === 'read')).toBe(true);
});

test('a single client reads and writes', () => {
  const alone = simulate(limit(200, registerOperations({ seed: 7, keyCount: 5, concurrency: 1 })), {
    concurrency: 1,
    seed: 1,
  });
  expect(new Set(alone.map(({ f }) => f))).toEqual(new Set(['read', 'write', 'cas']));
});
