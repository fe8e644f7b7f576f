// Which runs say anything at all: traffic, faults with effect and end, nodes that did not break down by themselves.

import { describe, expect, test } from 'vitest';
import { runValidity } from '../../src/checkers/run-validity.ts';
import { historyInMemory } from '../../src/history/history.ts';
import { ampleBudget, type Event, historyOf } from './history-builder.ts';

const faults = [{ name: 'kill', startOperations: ['kill'], stopOperations: ['restart'] }];
const report = (f: string, verified: boolean): readonly Event[] => [
  ['nemesis', 'info', f, { targets: ['n1'] }],
  ['nemesis', 'info', f, { description: `${f} of n1`, hosts: ['n1'], verified, evidence: null }],
];
const read: readonly Event[] = [
  [0, 'invoke', 'read'],
  [0, 'ok', 'read', 1],
];

async function problemsOf(
  parts: readonly (readonly Event[])[],
  nodePanics: readonly string[] = [],
): Promise<unknown> {
  const checker = runValidity({ minimumSuccesses: { read: 1 }, faults, nodePanics });
  const verdict = await checker.check(historyInMemory(historyOf(...parts.flat())), ampleBudget);
  expect(verdict.details['kind']).toBe(verdict.valid === true ? undefined : 'invalid-run');
  return verdict.valid === true ? [] : verdict.details['problems'];
}

describe('a run', () => {
  test('counts when enough succeeded and each fault came and went', async () => {
    expect(await problemsOf([report('kill', true), read, report('restart', true)])).toEqual([]);
  });

  test('does not count by a fault that found nothing to act upon', async () => {
    const skipped: readonly Event[] = [
      ['nemesis', 'info', 'kill', { target: 'all' }],
      [
        'nemesis',
        'info',
        'kill',
        { description: 'nothing to kill', hosts: [], verified: true, skipped: 'all down' },
      ],
    ];
    expect(await problemsOf([skipped, skipped, read])).toEqual([
      'the fault kill found nothing to act upon in 2 of 2 tries (all down)',
    ]);
    expect(await problemsOf([report('kill', true), skipped, read, report('restart', true)])).toEqual([]);
  });

  test('does not count when nothing that was cut off had been sent, in any of the cuts', async () => {
    const opened = (droppedPackets: number): readonly Event[] => [
      ['nemesis', 'info', 'restart', null],
      [
        'nemesis',
        'info',
        'restart',
        { description: 'open', hosts: [], verified: true, evidence: { droppedPackets } },
      ],
    ];
    const cut = report('kill', true);
    expect(await problemsOf([cut, read, opened(0), cut, opened(0)])).toEqual([
      'the fault kill dropped no packet in any of its 2 cuts',
    ]);
    expect(await problemsOf([cut, read, opened(0), cut, opened(3)])).toEqual([]);
  });

  test.each([
    [
      'too few successes',
      [report('kill', true), report('restart', true)],
      '0 successful read operations where 1 are needed',
    ],
    [
      'a fault without effect',
      [report('kill', false), read, report('restart', true)],
      'kill had no effect (kill of n1)',
    ],
    [
      'a fault that did not end',
      [report('kill', true), read, report('restart', false)],
      'restart did not end the fault (restart of n1)',
    ],
    ['a fault never ended', [report('kill', true), read], 'kill was never seen to end'],
    ['a fault never injected', [read, report('restart', true)], 'the fault kill was never injected'],
    [
      'a fault never reported',
      [report('kill', true).slice(0, 1), read],
      'kill was begun and its effect never reported',
    ],
  ] as const)('does not count with %s', async (_name, parts, problem) => {
    expect(await problemsOf(parts)).toContain(problem);
  });

  test('that has many problems names three, and keeps all in its details', async () => {
    const panics = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const checker = runValidity({ minimumSuccesses: {}, faults: [], nodePanics: panics });
    const { reason, details } = await checker.check(historyInMemory(historyOf(...read)), ampleBudget);
    expect(reason).toBe(
      'Invalid run: a node panicked: n1; a node panicked: n2; a node panicked: n3; and 2 more.',
    );
    expect(details['problems']).toHaveLength(5);
  });

  test('whose place was lost says that, and nothing that may follow from it', async () => {
    const loss = 'Host n3 (container c-n3) was removed while the run was under way.';
    const checker = runValidity({
      minimumSuccesses: { read: 9 },
      faults,
      nodePanics: ['n1'],
      losses: [loss],
    });
    const { valid, reason, details } = await checker.check(historyInMemory(historyOf(...read)), ampleBudget);
    expect({ valid, reason }).toEqual({ valid: false, reason: `Invalid run: ${loss}` });
    expect(details['problems']).toHaveLength(1);
  });

  test('does not count when a node panicked', async () => {
    const good = [report('kill', true), read, report('restart', true)];
    expect(await problemsOf(good, ['n2: assertion failed'])).toEqual([
      'a node panicked: n2: assertion failed',
    ]);
  });
});
