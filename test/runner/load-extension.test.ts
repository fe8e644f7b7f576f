// A load that goes on while a fault is awaited that found nothing to act upon: how long, with whom, and what the other faults do.

import { describe, expect, test } from 'vitest';
import type { FaultPackage } from '../../nemesis/fault.ts';
import { alternate, once } from '../../nemesis/rhythm.ts';
import { any } from '../../src/generator/choice.ts';
import { stagger } from '../../src/generator/pace.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { clients, nemesis } from '../../src/generator/threads.ts';
import { fromFunction } from '../../src/generator/values.ts';
import type { Operation } from '../../src/history/operation.ts';
import { createRandomStream } from '../../src/random/stream.ts';
import { faultsFor, type LoadTime, loadFor } from '../../src/runner/load-extension.ts';

const time: LoadTime = { timeMs: 10_000, mostMs: 15_000 };

function packageOf(name: string): FaultPackage {
  const options = { seed: 1, nodes: ['n1'], intervalMs: 3000 };
  return {
    name,
    startOperations: [name],
    stopOperations: [`stop-${name}`],
    values: {},
    schedule: () => alternate(options, name, `stop-${name}`, [['kind']], (kind) => ({ kind })),
    heal: () => once(`stop-${name}`),
    invoke: () => Promise.reject(new Error('not asked here')),
  };
}

const packages = [packageOf('kill'), packageOf('late')];

/** What happens when the package `late` finds something to act upon from a moment on. */
function run(strikesFromMs: number, limits = time, droppedPackets?: number): readonly Operation[] {
  const load = stagger(
    20,
    createRandomStream(1),
    fromFunction(0, (value) => [{ f: 'add', value }, value + 1]),
  );
  const generator = any([
    loadFor(limits, packages, clients(load)),
    nemesis(any(packages.map((one) => faultsFor(limits, packages, one)))),
  ]);
  return simulate(generator, {
    concurrency: 3,
    seed: 1,
    complete: ({ f, value, time: startNs, process }) => {
      if (process !== 'nemesis') return { type: 'ok', latencyNs: 5e6, value };
      const skips = f === 'late' && startNs < strikesFromMs * 1e6;
      const evidence = f === 'stop-late' && droppedPackets !== undefined ? { droppedPackets } : {};
      const report = { hosts: skips ? [] : ['n1'], verified: true, evidence };
      return { type: 'info', latencyNs: 5e6, value: skips ? { ...report, skipped: 'nobody led' } : report };
    },
  });
}

const lastMs = (events: readonly Operation[], wanted: (event: Operation) => boolean): number =>
  (events.findLast(wanted)?.time ?? Number.NaN) / 1e6;
const isClients = ({ process, type }: Operation): boolean => process !== 'nemesis' && type === 'invoke';

describe('a load', () => {
  test('ends with its time where every fault struck in it, whether or not one lasts', () => {
    const events = run(0);
    expect(lastMs(events, isClients)).toBeLessThan(time.timeMs);
    expect(lastMs(events, isClients)).toBeGreaterThan(time.timeMs - 500);
    expect(lastMs(events, ({ process }) => process === 'nemesis')).toBeLessThan(time.timeMs + 10);
  });

  test('goes on until a fault that found nothing has struck and has ended', () => {
    const events = run(11_000);
    const strike = events.findIndex(({ f, time: ns }) => f === 'late' && ns >= 11e9);
    const end = events.find(({ f, time: ns }) => f === 'stop-late' && ns > (events[strike]?.time ?? 0));
    expect(end).toBeDefined();
    const endMs = (end?.time ?? 0) / 1e6;
    expect(lastMs(events, isClients)).toBeGreaterThan(endMs - 200);
    expect(lastMs(events, isClients)).toBeLessThan(endMs + 200);
    expect(events.at(-1)?.time).toBeLessThan(time.mostMs * 1e6);
  });

  test('meanwhile has no other faults: they end with the time', () => {
    const names = run(11_000)
      .filter(({ time: ns, process }) => ns >= 10e9 && process === 'nemesis')
      .map(({ f }) => f);
    expect(names).not.toContain('kill');
    expect(names).toContain('stop-kill');
  });

  test('goes on where a cut dropped nothing, and not where one dropped something', () => {
    expect(lastMs(run(0, time, 0), isClients)).toBeGreaterThan(time.mostMs - 500);
    expect(lastMs(run(0, time, 3), isClients)).toBeLessThan(time.timeMs);
  });

  test('waits for no fault longer than it may', () => {
    const events = run(60_000);
    expect(lastMs(events, isClients)).toBeGreaterThan(time.mostMs - 500);
    expect(lastMs(events, isClients)).toBeLessThan(time.mostMs);
    const strict = run(60_000, { timeMs: 10_000, mostMs: 10_000 });
    expect(lastMs(strict, isClients)).toBeLessThan(time.timeMs);
  });
});
