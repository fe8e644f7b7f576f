// A fault lasts from its injection to the next healing of its package, and says whether its effect was seen.

import { expect, test } from 'vitest';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { faultSpans } from '../../src/report/faults.ts';

const legend = [
  { name: 'kill', startOperations: ['kill'], stopOperations: ['restart'] },
  { name: 'pause', startOperations: ['pause'], stopOperations: ['resume'] },
];

function event(time: number, f: string, value: JsonValue): Operation {
  return { index: time, time, process: 'nemesis', type: 'info', f, value };
}

const result = (description: string, verified: boolean): JsonValue => ({
  description,
  hosts: ['n1'],
  verified,
  evidence: null,
});

test('overlapping faults of two packages end each with its own healing', () => {
  const spans = faultSpans(
    [
      event(1, 'kill', { target: 'one' }),
      event(2, 'kill', result('kill n1', true)),
      event(3, 'pause', result('pause n1', true)),
      event(5, 'restart', null),
      event(6, 'restart', result('restart n1', true)),
      event(9, 'resume', result('resume n1', false)),
    ],
    legend,
  );
  expect(spans.map(({ f, startNs, endNs, healed }) => ({ f, startNs, endNs, healed }))).toEqual([
    { f: 'kill', startNs: 2, endNs: 6, healed: true },
    { f: 'pause', startNs: 3, endNs: 9, healed: false },
  ]);
});

test('a fault without effect, and one that never ended, are told apart', () => {
  const [span] = faultSpans([event(2, 'kill', result('kill n1', false))], legend);
  expect(span).toMatchObject({
    verified: false,
    endNs: null,
    healed: null,
    description: 'kill n1',
    hosts: ['n1'],
  });
});
