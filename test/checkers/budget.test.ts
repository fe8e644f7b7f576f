// Budgets of the checkers that go through a history once: what does not suffice is unknown, with how far it went.

import { expect, test } from 'vitest';
import type { Verdict } from '../../src/checkers/checker.ts';
import { checkerNamed } from '../../src/checkers/registry.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';
import { operation } from './judged.ts';

const write = operation(0, 'write', 1);
const add = operation(0, 'add', 1);
const read = (value: JsonValue): readonly Event[] => operation(1, 'read', null, 'ok', value);

async function verdictOn(
  name: string,
  events: readonly Event[],
  budget: Partial<typeof ampleBudget> = {},
): Promise<Verdict> {
  return checkerNamed(name).check(historyInMemory(historyOf(...events)), { ...ampleBudget, ...budget });
}

test.each<[name: string, events: readonly Event[]]>([
  ['bank', read({ a: 1, b: 2 })],
  ['counter', [...add, ...read(1)]],
  ['monotonic', read(1)],
  ['unique-ids', operation(0, 'generate', null, 'ok', 1)],
  ['total-queue', [...operation(0, 'enqueue', 1), ...operation(0, 'dequeue', null, 'ok', 1)]],
  ['set-full', [...add, ...read([1])]],
  ['session-guarantees', [...write, ...read(1)]],
  ['causal', [...write, ...read(1)]],
  ['durability', [...write, ...read(1)]],
])('%s ends with its time', async (name, events) => {
  expect(await verdictOn(name, events)).toMatchObject({ valid: true });
  expect(await verdictOn(name, events, { timeMs: 0 })).toMatchObject({
    valid: 'unknown',
    reason: `The time budget of 0 ms ran out after 0 of ${events.length} events.`,
  });
});

test('bank holds no more reads and balances than its memory allows', async () => {
  const balances = (first: number): JsonValue =>
    Object.fromEntries(Array.from({ length: 100 }, (_, account) => [account, account === first ? 2 : 1]));
  const reads = Array.from({ length: 1000 }, (_, at) => read(balances(at % 100))).flat();
  expect(await verdictOn('bank', reads, { memoryBytes: 2 ** 20 })).toMatchObject({ valid: true });
  const { valid, reason } = await verdictOn('bank', reads, { memoryBytes: 2 ** 19 });
  expect(valid).toBe('unknown');
  expect(reason).toMatch(/^The memory budget of 1 MiB ran out after \d+ of 2000 events, \d+ of them reads; /);
  const overdrawn = [...read({ a: -1, b: 4 }), ...reads];
  expect((await verdictOn('bank', overdrawn, { memoryBytes: 2 ** 20 })).valid).toBe(false);
  expect((await verdictOn('bank', overdrawn, { memoryBytes: 2 ** 19 })).valid).toBe('unknown');
});
