// Session guarantees: each broken alone, its legal neighbour, and agreement with trying every order of the versions.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionGuarantees } from '../../src/checkers/session-guarantees.ts';
import type { Event } from './history-builder.ts';
import { judged, operation } from './judged.ts';
import { eventsOf, type Plain, plainOperations, smallHistories } from './register-histories.ts';

const write = (process: number, value: number, key = 0) =>
  operation(process, 'write', value, 'ok', value, { key });
const read = (process: number, value: number | null, key = 0) =>
  operation(process, 'read', null, 'ok', value, { key });
const check = (...parts: Parameters<typeof judged>[1][]) => judged(sessionGuarantees(), ...parts);

describe('a session', () => {
  test('that misses its own write does not read its writes', async () => {
    const verdict = await check(write(0, 1), read(0, null));
    expect(verdict).toMatchObject({ valid: false, details: { broken: ['read your writes'] } });
    expect(verdict.reason).toBe(
      'read your writes: process 0 wrote 1, then read null (operation 3), null was there before 1 was written.',
    );
    expect(verdict.witnesses.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('may read what another wrote after its own write', async () => {
    expect((await check(write(0, 1), write(1, 2), read(0, 2))).valid).toBe(true);
    expect((await check(write(1, 2), write(0, 1), read(0, 2))).valid).toBe(true);
  });

  test('that reads back and forth breaks monotonic reads', async () => {
    const back = await check(write(0, 1), write(1, 2), read(2, 1), read(2, 2), read(2, 1));
    expect(back).toMatchObject({ valid: false, details: { broken: ['monotonic reads'] } });
    expect((await check(write(0, 1), write(1, 2), read(2, 1), read(2, 2), read(2, 2))).valid).toBe(true);
    expect((await check(write(0, 1), write(1, 2), read(2, 1), read(3, 2), read(3, 1))).valid).toBe(true);
  });

  test('whose writes are seen in the wrong order breaks the reads of who saw it', async () => {
    const verdict = await check(write(0, 1), write(0, 2), read(1, 2), read(1, 1));
    expect(verdict).toMatchObject({ valid: false, details: { broken: ['monotonic reads'] } });
  });

  test('whose own compare-and-sets go back breaks monotonic writes', async () => {
    const cas = (process: number, from: number, to: number) =>
      operation(process, 'cas', [from, to], 'ok', [from, to], { key: 0 });
    const verdict = await check(write(0, 1), cas(1, 1, 2), cas(2, 2, 3), write(3, 4));
    expect(verdict.valid).toBe(true);
    const broken = await check(cas(0, 2, 3), write(0, 1), cas(1, 1, 2));
    expect(broken).toMatchObject({ valid: false, details: { broken: ['monotonic writes'] } });
  });

  test('that writes after what it read is ordered so for all', async () => {
    const follow = [write(0, 1), read(1, 1), write(1, 2)];
    expect((await check(...follow, read(2, 1), read(2, 2))).valid).toBe(true);
    const verdict = await check(...follow, read(2, 2), read(2, 1));
    expect(verdict).toMatchObject({ valid: false, details: { broken: ['all of them together'] } });
  });
});

test('the real time of writes counts where it is promised', async () => {
  const late = [write(0, 1), write(1, 2), read(2, 2), read(2, 1)];
  expect((await check(...late)).valid).toBe(true);
  expect((await judged(sessionGuarantees({ realTimeWrites: true }), ...late)).valid).toBe(false);
  const weak = [write(0, 1), write(1, 2), read(2, 1), read(2, 2)];
  expect((await judged(sessionGuarantees({ realTimeWrites: true }), ...weak)).valid).toBe(true);
});

test('a value nobody wrote is a violation, one of unknown outcome is not', async () => {
  expect((await check(write(0, 1), read(1, 9))).valid).toBe(false);
  expect((await check(operation(0, 'write', 1, 'fail', 1, { key: 0 }), read(1, 1))).valid).toBe(false);
  expect((await check(operation(0, 'write', 1, 'info', 1, { key: 0 }), read(1, 1))).valid).toBe(true);
});

test('operations that never ended count as of unknown outcome', async () => {
  const open = [1, 2, 3].map((value): Event => [value, 'invoke', 'write', value, { key: 0 }]);
  expect((await check(open, read(4, 3), read(4, 1), read(4, 2))).valid).toBe(true);
  expect((await check(open, read(4, 3), read(4, 1), read(4, 3))).valid).toBe(false);
});

test('values that are written twice cannot be told apart', async () => {
  expect((await check(write(0, 1), write(1, 1))).reason).toContain('operation 2 writes 1 again');
  expect((await check(write(0, 1), write(1, 1, 2), read(1, 1))).valid).toBe(true);
});

test('agrees with trying every order of the versions of each key', async () => {
  let violations = 0;
  await fc.assert(
    fc.asyncProperty(smallHistories(8), async (small) => {
      const plain = plainOperations(small);
      const { valid } = await judged(sessionGuarantees(), eventsOf(small));
      if (valid === false) violations++;
      expect(valid).toBe([0, 1].every((key) => hasOrder(plain.filter((one) => one.key === key))));
    }),
    { numRuns: Number(process.env['ORDEAL_CASES'] ?? 20_000) },
  );
  expect(violations).toBeGreaterThan(100);
});

/** Whether some order of the versions of one key gives every session all four guarantees. */
function hasOrder(operations: readonly Plain[]): boolean {
  const written = operations.filter(({ reads }) => !reads).map(({ value }) => value);
  return permutations(written).some((order) => {
    const rank = new Map<number | null, number>([
      [null, -1],
      ...order.map((value, at) => [value, at] as const),
    ]);
    // All four together: within a session, what is written is later than all before, what is read not earlier.
    return [0, 1, 2].every((process) => {
      let latest = -1;
      for (const { reads, value } of operations.filter((one) => one.process === process)) {
        const at = rank.get(value) as number;
        if (reads ? at < latest : at <= latest) return false;
        latest = at;
      }
      return true;
    });
  });
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
