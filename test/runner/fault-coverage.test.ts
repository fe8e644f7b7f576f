// Fault coverage, counted on histories small enough to count by hand.

import { expect, test } from 'vitest';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { faultCoverage } from '../../src/runner/fault-coverage.ts';

const packages = [
  { name: 'kill', startOperations: ['kill'], stopOperations: ['restart'] },
  { name: 'clock', startOperations: ['skew-clock'], stopOperations: ['reset-clock'] },
];
const partition = {
  name: 'partition',
  startOperations: ['start-partition'],
  stopOperations: ['stop-partition'],
};

type Line = Pick<Operation, 'process' | 'type' | 'f'> & { value?: JsonValue; node?: string };

function coverageOf(lines: readonly Line[], of = packages) {
  const operations = lines.map((line, index) => ({ index, time: index * 1e6, value: null, ...line }));
  return faultCoverage(historyInMemory(operations), of);
}

const invoke = (process: number, node: string): Line => ({ process, type: 'invoke', f: 'read', node });
const ok = (process: number, node: string): Line => ({ process, type: 'ok', f: 'read', node });
const info = (process: number, node: string): Line => ({ process, type: 'info', f: 'read', node });
const ask = (f: string, value: JsonValue = null): Line => ({ process: 'nemesis', type: 'info', f, value });

/** Both events of a nemesis operation. */
function act(
  f: string,
  asked: JsonValue,
  hosts: readonly string[],
  more: Readonly<Record<string, JsonValue>> = {},
): readonly Line[] {
  const result: JsonValue = { description: f, hosts, verified: true, evidence: {}, ...more };
  return [ask(f, asked), ask(f, result)];
}

const roles = { n1: 'leader', n2: 'follower', n3: 'follower' };

test('an injection is counted with its effect, its end, the leader and what was in flight', () => {
  const [row] = coverageOf([
    invoke(0, 'n1'),
    invoke(1, 'n2'),
    invoke(2, 'n1'),
    ok(2, 'n1'),
    ...act('kill', { target: 'leader', pick: 1 }, ['n1'], { roles, evidence: { states: { n1: 'absent' } } }),
    info(0, 'n1'),
    ...act('restart', null, ['n1'], { evidence: { states: { n1: 'running' } } }),
  ]);
  expect(row).toEqual({
    package: 'kill',
    f: 'kill',
    kind: '',
    target: 'leader',
    injected: 1,
    nothingToHit: 0,
    effectSeen: 1,
    ended: 1,
    seenToEnd: 1,
    figures: { processes: 1 },
    inFlight: { least: 2, most: 2 },
    inFlightOnHosts: { least: 1, most: 1 },
    leaderHit: 1,
    leaderNotHit: 0,
    leaderUnknown: 0,
  });
});

test('one row for each target and kind, with the fewest and the most in flight', () => {
  const rows = coverageOf([
    ...act('kill', { target: 'one' }, ['n2'], { roles }),
    ...act('restart', null, ['n2']),
    invoke(0, 'n3'),
    ...act('kill', { target: 'one' }, ['n3'], { roles }),
    ...act('restart', null, ['n3']),
    ...act('kill', { target: 'all' }, ['n1', 'n2', 'n3'], { roles }),
    ...act('restart', null, ['n1', 'n2', 'n3']),
    ...act('skew-clock', { change: 'jump-back', target: 'one' }, ['n1'], {
      evidence: { amount: -200, offsetsBeforeMs: [1], offsetsAfterMs: [-199] },
    }),
    ...act('reset-clock', null, []),
  ]);
  expect(
    rows.map(({ f, kind, target, injected, inFlight }) => [f, kind, target, injected, inFlight]),
  ).toEqual([
    ['kill', '', 'one', 2, { least: 0, most: 1 }],
    ['kill', '', 'all', 1, { least: 1, most: 1 }],
    ['skew-clock', 'jump-back', 'one', 1, { least: 1, most: 1 }],
  ]);
  expect(rows[0]).toMatchObject({ leaderHit: 0, leaderNotHit: 2, leaderUnknown: 0, seenToEnd: 2 });
  expect(rows[2]).toMatchObject({ figures: { largestOffsetMs: 200 }, seenToEnd: 1 });
});

test('an injection without effect, without report, and one that found nothing are told apart', () => {
  const [row] = coverageOf([
    ...act('kill', { target: 'one' }, ['n1'], { verified: false }),
    ...act('kill', { target: 'one' }, []),
    ask('kill', { target: 'one' }),
  ]);
  expect(row).toMatchObject({ injected: 2, nothingToHit: 1, effectSeen: 0, ended: 0, seenToEnd: 0 });
});

test('a fault that was undone without proof has ended and was not seen to end', () => {
  const [row] = coverageOf([
    ...act('kill', { target: 'one' }, ['n1']),
    ...act('restart', null, ['n1'], { verified: false }),
  ]);
  expect(row).toMatchObject({ effectSeen: 1, ended: 1, seenToEnd: 0 });
});

test('a cut is counted with the packets that it dropped, and has no effect where it dropped none', () => {
  const cut = (shape: string): readonly Line[] => act('start-partition', { shape }, ['n1', 'n2']);
  const open = (droppedPackets: number): readonly Line[] =>
    act('stop-partition', null, ['n1', 'n2'], { evidence: { droppedPackets } });
  const foundNothing = act('start-partition', { shape: 'one' }, []);
  const lines = [foundNothing, cut('one'), open(40), cut('one'), open(2), cut('link'), open(0)].flat();
  const [busy, idle] = coverageOf(lines, [partition]);
  expect(busy).toMatchObject({ injected: 2, effectSeen: 2, seenToEnd: 2, figures: { dropped: 42 } });
  expect(idle).toMatchObject({ target: 'link', injected: 1, effectSeen: 0, figures: { dropped: 0 } });
});

test('healing one of two hosts ends nothing', () => {
  const [row] = coverageOf([
    ...act('kill', { target: 'majority' }, ['n1', 'n2']),
    ...act('restart', null, ['n1']),
  ]);
  expect(row).toMatchObject({ effectSeen: 1, ended: 0, seenToEnd: 0 });
});

test('a host that did not say what it is leaves open whether the leader was hit', () => {
  const [row] = coverageOf([
    ...act('kill', { target: 'majority' }, ['n2', 'n3'], { roles: { n2: 'follower' } }),
    ...act('restart', null, ['n2', 'n3']),
  ]);
  expect(row).toMatchObject({ leaderHit: 0, leaderNotHit: 0, leaderUnknown: 1 });
});

test('a fault of the plan that was never injected is there with zeros', () => {
  const rows = coverageOf(act('kill', { target: 'one' }, ['n1']));
  expect(rows.at(-1)).toMatchObject({ package: 'clock', f: 'skew-clock', injected: 0, inFlight: null });
});

test('overlapping faults end each with its own healing', () => {
  const rows = coverageOf([
    ...act('kill', { target: 'one' }, ['n1']),
    ...act('skew-clock', { change: 'strobe', target: 'one' }, ['n1']),
    ...act('reset-clock', null, ['n1', 'n2', 'n3']),
  ]);
  expect(rows.map(({ f, seenToEnd }) => [f, seenToEnd])).toEqual([
    ['kill', 0],
    ['skew-clock', 1],
  ]);
});
