// Causal consistency: the patterns that break it, legal neighbours, and agreement with the definition on small histories.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causal } from '../../src/checkers/causal.ts';
import { judged, operation } from './judged.ts';
import { eventsOf, type Plain, plainOperations, smallHistories } from './register-histories.ts';

const write = (process: number, key: string, value: number) =>
  operation(process, 'write', value, 'ok', value, { key });
const read = (process: number, key: string, value: number | null) =>
  operation(process, 'read', null, 'ok', value, { key });
const check = (...parts: Parameters<typeof judged>[1][]) => judged(causal(), ...parts);

describe('causal consistency', () => {
  test('is broken by a reply seen without what it answers', async () => {
    const verdict = await check(
      write(0, 'x', 1),
      read(1, 'x', 1),
      write(1, 'y', 2),
      read(2, 'y', 2),
      read(2, 'x', null),
    );
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toBe(
      `process 2's read null of key "x" (operation 9) found nothing although process 0's write 1 of key "x" (operation 1) was in its past.`,
    );
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([0, 1, 8, 9]);
  });

  test('is kept where the reader has not seen the reply', async () => {
    const late = [
      write(0, 'x', 1),
      read(1, 'x', 1),
      write(1, 'y', 2),
      read(2, 'y', null),
      read(2, 'x', null),
    ];
    expect((await check(...late)).valid).toBe(true);
  });

  test('is broken by a value that another one in the past has overwritten', async () => {
    const overwritten = [write(0, 'x', 1), write(0, 'x', 2), read(1, 'x', 2)];
    expect((await check(...overwritten, read(1, 'x', 1))).valid).toBe(false);
    expect((await check(...overwritten, read(2, 'x', 1))).valid).toBe(true);
  });

  test('lets two sessions disagree about writes that do not depend on each other; convergence does not', async () => {
    const disagreeing = [
      ...[write(0, 'x', 1), write(1, 'x', 2)],
      ...[read(2, 'x', 1), read(2, 'x', 2), read(3, 'x', 2), read(3, 'x', 1)],
    ];
    expect((await check(...disagreeing)).valid).toBe(true);
    const converging = causal({ convergence: true });
    const verdict = await judged(converging, ...disagreeing);
    expect(verdict.valid).toBe(false);
    expect(verdict.reason).toContain('sessions saw writes in orders that do not fit together');
    expect((await judged(converging, ...disagreeing.slice(0, 4), read(3, 'x', 2))).valid).toBe(true);
  });

  test('is broken by operations that depend on each other in a circle', async () => {
    const verdict = await check(read(0, 'x', 1), write(0, 'y', 2), read(1, 'y', 2), write(1, 'x', 1));
    expect(verdict).toMatchObject({ valid: false });
    expect(verdict.reason).toContain('in a circle');
  });

  test('is broken by a value nobody wrote', async () => {
    expect((await check(read(0, 'x', 1))).valid).toBe(false);
  });

  test('follows what an operation of unknown outcome wrote, once it was seen', async () => {
    const unknown = operation(0, 'write', 1, 'info', 1, { key: 'x' });
    expect((await check(unknown, read(1, 'x', null))).valid).toBe(true);
    expect((await check(unknown, read(1, 'x', 1), read(1, 'x', null))).valid).toBe(false);
  });
});

test('gives up with the reason where clocks need more memory than there is', async () => {
  const events = [write(0, 'x', 1), read(0, 'x', 1)].flat();
  const { historyOf } = await import('./history-builder.ts');
  const { historyInMemory } = await import('../../src/history/history.ts');
  const verdict = await causal().check(historyInMemory(historyOf(...events)), {
    timeMs: 1000,
    memoryBytes: 1,
  });
  expect(verdict).toMatchObject({ valid: 'unknown' });
  expect(verdict.reason).toContain('memory budget of 1 bytes');
});

test('agrees with the definition on small histories', async () => {
  let violations = 0;
  await fc.assert(
    fc.asyncProperty(smallHistories(10), async (small) => {
      const { valid } = await judged(causal(), eventsOf(small));
      if (valid === false) violations++;
      expect(valid).toBe(isCausal(plainOperations(small)));
    }),
    { numRuns: Number(process.env['ORDEAL_CASES'] ?? 20_000) },
  );
  expect(violations).toBeGreaterThan(100);
});

/** The bad patterns read off the transitive closure. */
function isCausal(operations: readonly Plain[]): boolean {
  const count = operations.length;
  const at = (index: number): Plain => operations[index] as Plain;
  const isSource = (writer: number, reader: number): boolean =>
    !at(writer).reads &&
    at(reader).reads &&
    at(writer).key === at(reader).key &&
    at(writer).value === at(reader).value;
  const past = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i < j && at(i).process === at(j).process) || isSource(i, j)),
  );
  const before = (i: number, j: number): boolean => past[i]?.[j] === true;
  for (let k = 0; k < count; k++)
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) if (before(i, k) && before(k, j)) (past[i] as boolean[])[j] = true;
  for (let i = 0; i < count; i++) {
    if (before(i, i)) return false;
    if (!at(i).reads) continue;
    const source = operations.findIndex((_, writer) => isSource(writer, i));
    for (let w = 0; w < count; w++) {
      const newer = !at(w).reads && at(w).key === at(i).key && w !== source && before(w, i);
      if (newer && (source === -1 || before(source, w))) return false;
    }
  }
  return true;
}
