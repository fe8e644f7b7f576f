// The memory budget: whatever it is, the verdict is that of an ample one, or unknown with what did not fit; what was found
// before it ran out stands, and nothing is thrown.

import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/checkers/checker.ts';
import { listAppend } from '../../../src/checkers/isolation/list-append/checker.ts';
import { createMemory, MemoryRanOut, withRoom } from '../../../src/checkers/isolation/memory.ts';
import { rwRegister } from '../../../src/checkers/isolation/rw-register/checker.ts';
import { type History, historyInMemory } from '../../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from '../history-builder.ts';
import { longHistory, longTransactions } from '../long-histories.ts';
import { embedded } from './embedded-anomalies.ts';
import { drawFrom } from './simulated-databases.ts';

const checkers = { append: listAppend(), w: rwRegister() };
type Kind = keyof typeof checkers;

function padding(kind: Kind): readonly Event[] {
  return [...longHistory(longTransactions(kind), 500, 20, drawFrom(3))];
}

function withAnomalies(kind: Kind, chosen: (anomaly: string) => boolean): History {
  const parts = embedded(kind).filter(({ anomaly }) => chosen(anomaly));
  expect(parts).not.toHaveLength(0);
  return historyInMemory(historyOf(...padding(kind), ...parts.flatMap(({ events }) => events)));
}

/** How much larger each budget is than the one before, and what is plenty. */
const steps = { append: 1.004, w: 1.3 };
const most = { append: 1 << 19, w: 1 << 25 };

/** The verdicts under budgets from next to nothing to plenty. */
async function underBudgets(kind: Kind, history: History): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let memoryBytes = 1 << 14; memoryBytes < most[kind]; memoryBytes *= steps[kind]) {
    verdicts.push(await checkers[kind].check(history, { ...ampleBudget, memoryBytes }));
  }
  return verdicts;
}

const ranOut =
  /memory budget of [\d.]+ MiB ran out: .* would take [\d.]+ MiB beside the [\d.]+ MiB that are taken already; a part of the history|The search for a serial order reached its memory budget of [\d.]+ MiB at T\d+/;

function expectUnknownOrAs(ample: Verdict, verdicts: readonly Verdict[]): void {
  for (const { valid, reason } of verdicts) {
    if (valid === 'unknown') expect(reason).toMatch(ranOut);
    else expect(valid).toBe(ample.valid);
  }
  // What suffices once suffices with more.
  const decided = verdicts.map(({ valid }) => valid !== 'unknown');
  expect(decided).toEqual(decided.toSorted((a, b) => Number(a) - Number(b)));
  expect(decided[0]).toBe(false);
  expect(decided.at(-1)).toBe(true);
}

describe.each(['append', 'w'] as const)('%s', (kind) => {
  test('a valid history is valid or unknown', async () => {
    const history = historyInMemory(historyOf(...padding(kind)));
    const ample = await checkers[kind].check(history, ampleBudget);
    expect(ample.valid).toBe(true);
    const verdicts = await underBudgets(kind, history);
    expectUnknownOrAs(ample, verdicts);
    // The arrays one after another: the history, its transactions, their micro-operations, orders and edges.
    const needs = verdicts.map(({ reason }) => /ran out: (.*?) would take/.exec(reason)?.[1] ?? '');
    expect(new Set(needs).size).toBeGreaterThan(4);
  });

  test('a cycle is found or unknown', async () => {
    const history = withAnomalies(kind, (anomaly) => anomaly.startsWith('G-single-item'));
    const ample = await checkers[kind].check(history, ampleBudget);
    expect(ample.valid).toBe(false);
    const verdicts = await underBudgets(kind, history);
    expectUnknownOrAs(ample, verdicts);
    expect(verdicts.at(-1)?.details['anomalies']).toEqual(ample.details['anomalies']);
  });

  test('what shows in one key stands where the search for cycles does not fit', async () => {
    const history = withAnomalies(kind, (anomaly) => anomaly === 'G1a');
    const verdicts = await underBudgets(kind, history);
    const found = verdicts.filter(({ valid }) => valid === false);
    for (const { reason } of found) expect(reason).toContain('G1a');
    expect(found[0]?.details['undecided']).toContain('G0');
    expect(verdicts.at(-1)?.details['undecided']).toEqual([]);
  });
});

test('room is counted as long as it is held', () => {
  const memory = createMemory(1000);
  memory.hold(400, 'one');
  expect(memory.during(500, 'two', () => memory.left())).toBe(100);
  expect(memory.left()).toBe(600);
  const array = withRoom(memory, new Int32Array(0), 50, 'fifty numbers');
  expect(array).toHaveLength(100);
  expect(withRoom(memory, array, 100, 'as many as there are')).toBe(array);
  expect(() => withRoom(memory, array, 101, 'one more')).toThrow(MemoryRanOut);
  memory.release(400);
  expect(memory.left()).toBe(600);
  expect(() => memory.hold(601, 'too much')).toThrow('too much would take 0.1 MiB beside the 0.1 MiB');
});
