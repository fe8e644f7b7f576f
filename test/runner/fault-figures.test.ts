// What is read off the values of nemesis operations: kind, target, and figures of the effect.

import { describe, expect, test } from 'vitest';
import { addFigures, hitLeader, kindOf, targetOf, unseatsLeader } from '../../src/runner/fault-figures.ts';

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

describe('the leader', () => {
  const roles = { n1: 'leader', n2: 'follower', n3: 'follower', n4: 'follower', n5: 'follower' };
  const nodes = Object.keys(roles);
  /** Both directions of the links from a node to others. */
  const cuts = (node: string, ...others: readonly string[]) => ({
    hosts: nodes,
    roles,
    evidence: { cutLinks: others.flatMap((other) => [`${node}->${other}`, `${other}->${node}`]) },
  });
  test.each([
    ['killed alone', { hosts: ['n1'], roles }, true, true],
    ['killed with one more', { hosts: ['n1', 'n4'], roles }, true, true],
    ['killed with a majority', { hosts: ['n1', 'n2', 'n3'], roles }, true, false],
    ['not hit', { hosts: ['n2'], roles }, false, false],
    ['cut off from all', cuts('n1', 'n2', 'n3', 'n4', 'n5'), true, true],
    ['cut off from three of four', cuts('n1', 'n2', 'n3', 'n4'), true, true],
    ['cut off from two, with a majority left to it', cuts('n1', 'n2', 'n3'), true, false],
    ['there while another is cut off', cuts('n2', 'n1', 'n3', 'n4', 'n5'), true, false],
    [
      'one that hears nobody',
      { hosts: nodes, roles, evidence: { cutLinks: ['n2->n1', 'n3->n1', 'n4->n1', 'n5->n1'] } },
      true,
      true,
    ],
    ['unknown, since the host did not answer', { hosts: ['n1'], roles: { n2: 'follower' } }, null, null],
    ['unknown, since nobody was asked', { hosts: ['n1'] }, null, null],
    ['unknown, since nothing was hit', { hosts: [], roles }, null, null],
    ['unknown in a foreign history', 'n1', null, null],
  ])('%s', (_, completion, hit, unseats) => {
    expect([hitLeader(completion), unseatsLeader(completion)]).toEqual([hit, unseats]);
  });
});
