// What is read off the values of nemesis operations: kind, target, and figures of the effect.

import { expect, test } from 'vitest';
import { addFigures, kindOf, targetOf } from '../../src/runner/fault-figures.ts';

test.each([
  [{ target: 'leader', pick: 7 }, '', 'leader'],
  [{ shape: 'halves', pick: 7 }, '', 'halves'],
  [{ shape: 'lossy', scope: 'all', pick: 7 }, 'lossy', 'all'],
  [{ damage: 'bit-flip', target: 'one', pick: 7 }, 'bit-flip', 'one'],
  [{ target: 'leader', pick: 7, hosts: ['n1'] }, '', 'leader'],
  [{ hosts: ['n1'] }, '', '1 host'],
  [{ links: [{}, {}] }, '', '2 links'],
  [null, '', ''],
  ['n2', '', ''],
  [[1], '', ''],
])('%j is kind "%s" on "%s"', (asked, kind, target) => {
  expect([kindOf(asked), targetOf(asked)]).toEqual([kind, target]);
});

test('figures are added up, the largest offset of a clock is kept', () => {
  let figures = addFigures({}, { hits: { n1: 4, n2: 3 } });
  figures = addFigures(figures, { hits: { n1: 1 } });
  figures = addFigures(figures, { cutLinks: ['n1->n2', 'n2->n1'], expectedLinks: ['n1->n2', 'n2->n1'] });
  figures = addFigures(figures, { offsetsBeforeMs: [0, 10], offsetsAfterMs: [-20, 15] });
  figures = addFigures(figures, { offsetsBeforeMs: [0], offsetsAfterMs: [5] });
  figures = addFigures(figures, { states: ['absent', 'running'] });
  expect(figures).toEqual({ hits: 8, links: 2, largestOffsetMs: 20, processes: 1 });
});

test('evidence of another form gives no figures', () => {
  for (const evidence of [null, 'paused', 3, [], { seen: 3 }, { hits: 'many' }])
    expect(addFigures({}, evidence)).toEqual({});
});
