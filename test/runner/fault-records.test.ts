// Beginnings and ends of faults, gathered from what the nemesis reports.

import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/history/operation.ts';
import { createFaultTracker, type FaultTracker } from '../../src/runner/fault-records.ts';

const kill = { name: 'kill', startOperations: ['kill'], stopOperations: ['restart'] };
const cut = { name: 'partition', startOperations: ['cut'], stopOperations: ['join'] };

/** Both events of one nemesis operation, a second apart. */
function act(
  tracker: FaultTracker,
  atSecond: number,
  f: string,
  hosts: readonly string[],
  verified = true,
): void {
  const result: JsonValue = { description: `${f} ${hosts.join(' ')}`, hosts, verified, evidence: null };
  for (const [offset, value] of [null, result].entries()) {
    tracker.add({ index: 0, time: (atSecond + offset) * 1e9, process: 'nemesis', type: 'info', f, value });
  }
}

test('a fault lasts from its injection to its verified healing', () => {
  const tracker = createFaultTracker([kill, cut]);
  act(tracker, 1, 'kill', ['n1']);
  act(tracker, 3, 'cut', ['n2', 'n3']);
  expect(tracker.inEffect()).toEqual(['kill n1', 'cut n2 n3']);
  act(tracker, 5, 'restart', ['n1']);
  expect(tracker.inEffect()).toEqual(['cut n2 n3']);
  expect(tracker.records()).toMatchObject([
    { package: 'kill', startNs: 1e9, endNs: 6e9, hosts: ['n1'], verified: true },
    { package: 'partition', startNs: 3e9, endNs: null },
  ]);
});

test('a fault begins when it struck, where that is known', () => {
  const tracker = createFaultTracker([kill]);
  for (const [time, value] of [
    [1e9, null],
    [3e9, { description: '', hosts: ['n1'], verified: true, evidence: null, struckNs: 2e9 }],
  ] as const)
    tracker.add({ index: 0, time, process: 'nemesis', type: 'info', f: 'kill', value });
  expect(tracker.records()).toMatchObject([{ startNs: 2e9, endNs: null }]);
});

test('healing some hosts does not end a fault on others', () => {
  const tracker = createFaultTracker([kill]);
  act(tracker, 1, 'kill', ['n1', 'n2']);
  act(tracker, 3, 'restart', ['n1']);
  expect(tracker.records()[0]?.endNs).toBeNull();
  act(tracker, 5, 'restart', ['n2']);
  expect(tracker.records()[0]?.endNs).toBe(6e9);
});

test('healing that could not be verified ends nothing; one that names no host ends all', () => {
  const tracker = createFaultTracker([kill]);
  act(tracker, 1, 'kill', ['n1']);
  act(tracker, 3, 'restart', ['n1'], false);
  expect(tracker.records()[0]?.endNs).toBeNull();
  act(tracker, 5, 'restart', []);
  expect(tracker.records()[0]?.endNs).toBe(6e9);
});

test('an injection without effect is on record as such and is not in effect', () => {
  const tracker = createFaultTracker([kill]);
  act(tracker, 1, 'kill', ['n1'], false);
  expect(tracker.records()[0]).toMatchObject({ verified: false });
  expect(tracker.inEffect()).toEqual([]);
});

test('a fault that found nothing to break is over at once', () => {
  const tracker = createFaultTracker([kill]);
  act(tracker, 1, 'kill', []);
  expect(tracker.records()[0]).toMatchObject({ verified: true, endNs: 2e9 });
  expect(tracker.inEffect()).toEqual([]);
});
