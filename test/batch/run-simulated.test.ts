// A seed is a run: everything that happens follows from it, and from nothing else.

import { describe, expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { any } from '../../src/generator/choice.ts';
import { simulate } from '../../src/generator/simulate.ts';
import type { Operation } from '../../src/history/operation.ts';
import { planArguments } from '../../src/plan/command-line.ts';
import { ordeal } from '../cli/ordeal.ts';
import { runTiny, tinyPlan } from './tiny-simulated-plan.ts';

// Whole processes, on a machine that may be busy.

describe('a seed', () => {
  test('gives the same trace and history twice in one process', async () => {
    const first = await runTiny();
    const second = await runTiny();
    expect(second.traceHash).toBe(first.traceHash);
    expect(second.history).toEqual(first.history);
    expect(first.results.outcome).not.toBe('violation');
  });

  test('gives the same trace in another process', async () => {
    const { traceHash } = await runTiny();
    const { stdout } = await ordeal([...planArguments(tinyPlan), '--json']);
    const document = JSON.parse(stdout) as { runs: readonly { traceHash: string }[] };
    expect(document.runs[0]?.traceHash).toBe(traceHash);
  });

  test('gives another trace than any other seed', async () => {
    const hashes = [];
    for (const seed of [1, 2, 3]) hashes.push((await runTiny({ seed, timeSeconds: 1 })).traceHash);
    expect(new Set(hashes).size).toBe(3);
  });

  test('keeps its trace when the lines of the trace are written', async () => {
    const lines: string[] = [];
    const written = await runTiny({}, { onTraceLine: (line) => void lines.push(line) });
    expect(written.traceHash).toBe((await runTiny()).traceHash);
    expect(lines).toHaveLength(written.events);
  });
});

describe('a run stopped or changed on its way', () => {
  test('shows how each host stood at the moment asked for', async () => {
    const { hosts, simulatedMs } = await runTiny({ nemesis: [] }, { stopAtMs: 500 });
    expect(hosts.map(({ node }) => node)).toEqual(['n1', 'n2', 'n3']);
    expect(hosts.filter(({ status }) => status?.role === 'leader')).toHaveLength(1);
    expect(simulatedMs).toBeLessThan(4000);
  });

  test('is the same up to the moment of fresh numbers, and another after it', async () => {
    const before = (history: readonly Operation[]) => history.filter(({ time }) => time < 1_900_000_000);
    const original = await runTiny();
    const fresh = await runTiny({}, { reseed: { afterMs: 2000, seed: 99 } });
    expect(before(fresh.history)).toEqual(before(original.history));
    expect(fresh.history).not.toEqual(original.history);
  });
});

describe('without an unrelated fault', () => {
  const faultsOf = (names: readonly string[]): readonly Operation[] => {
    const options = { seed: 7, nodes: ['n1', 'n2', 'n3', 'n4', 'n5'], intervalMs: 5000 };
    const chosen = faultPackages.filter(({ name }) => names.includes(name));
    const schedules = chosen.map((factory) => factory.create(options).schedule());
    return simulate(timeLimit(120_000, any(schedules)), { concurrency: 1, seed: 7 });
  };
  const partitions = (operations: readonly Operation[]) =>
    operations.flatMap(({ f, value, type }, index) =>
      f === 'start-partition' && type === 'info' && index % 2 === 0 ? [value] : [],
    );

  test('the other faults are what they were', () => {
    const alone = partitions(faultsOf(['partition']));
    const together = partitions(faultsOf(['partition', 'kill']));
    const compared = Math.min(alone.length, together.length);
    expect(compared).toBeGreaterThan(10);
    expect(together.slice(0, compared)).toEqual(alone.slice(0, compared));
  });

  test('clients ask for the same operations, on the same keys with the same values', async () => {
    const asked = async (nemesis: readonly string[]): Promise<readonly unknown[]> => {
      const { history } = await runTiny({ nemesis, workload: 'set' });
      return history.flatMap(({ f, type, value }) => (f === 'add' && type === 'invoke' ? [value] : []));
    };
    const [withKill, without] = [await asked(['partition', 'kill']), await asked(['partition'])];
    const compared = Math.min(withKill.length, without.length);
    expect(compared).toBeGreaterThan(50);
    expect(withKill.slice(0, compared)).toEqual(without.slice(0, compared));
  });
});
