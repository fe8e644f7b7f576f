// Faults read off a history, to be repeated.

import { expect, test } from 'vitest';
import { recordedFaults } from '../../src/batch/recorded-faults.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';

const event = (index: number, f: string, value: JsonValue): Operation => ({
  index,
  time: index * 10,
  process: 'nemesis',
  type: 'info',
  f,
  value,
});

test('a fault hits again whom it hit; one that found nothing to act upon is left out', () => {
  const history = [
    event(0, 'kill', { target: 'leader', pick: 1 }),
    event(1, 'kill', { hosts: [], verified: true, evidence: {}, skipped: 'nobody led' }),
    event(2, 'kill', { target: 'leader', pick: 1 }),
    event(3, 'kill', { hosts: ['n3'], verified: true, evidence: {} }),
    event(4, 'start-partition', { shape: 'one', pick: 1 }),
    event(5, 'start-partition', {
      hosts: ['n1', 'n2'],
      verified: true,
      evidence: { expectedLinks: ['n1->n2'] },
    }),
  ];
  expect(recordedFaults(history, 0, 100)).toEqual([
    { f: 'kill', value: { target: 'leader', pick: 1, hosts: ['n3'] }, afterNs: 20 },
    {
      f: 'start-partition',
      value: { shape: 'one', pick: 1, hosts: ['n1', 'n2'], links: [{ from: 'n1', to: 'n2' }] },
      afterNs: 40,
    },
  ]);
});
