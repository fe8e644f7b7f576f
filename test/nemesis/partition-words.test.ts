// Partitions are told by who does not hear whom.

import { expect, test } from 'vitest';
import { linksToCut } from '../../nemesis/partition-shapes.ts';
import { partitionWords } from '../../nemesis/partition-words.ts';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
const order = ['n4', 'n1', 'n2', 'n3', 'n5'];

test.each([
  ['one', 'n4 hears nobody and nobody hears n4'],
  ['isolate-leader', 'n2 hears nobody and nobody hears n2'],
  ['halves', 'n1 n4 apart from n2 n3 n5'],
  ['one-way-in', 'n2 hears nobody'],
  ['one-way-out', 'nobody hears n2'],
  ['link', 'n1 does not hear n4; n4 does not hear n1'],
  ['direction', 'n1 does not hear n4'],
  [
    'bridge',
    'n1 does not hear n3 n5; n3 does not hear n1 n4; n4 does not hear n3 n5; n5 does not hear n1 n4',
  ],
  ['zone', 'n1 n3 apart from n2 n4 n5'],
  ['followers-apart', 'n1 hears only n2; n3 hears only n2; n4 hears only n2; n5 hears only n2'],
] as const)('%s', (shape, words) => {
  expect(partitionWords(five, linksToCut(shape, order, 'n2', ['n1', 'n3']))).toBe(words);
});

test('a ring of majorities names whom each still hears', () => {
  const words = partitionWords(five, linksToCut('majorities-ring', five, ''));
  expect(words.split('; ')).toHaveLength(5);
  expect(words).toContain('n1 does not hear');
});

test('three nodes all apart', () => {
  const nodes = ['n1', 'n2', 'n3'];
  const links = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
  expect(partitionWords(nodes, links)).toBe('n1 apart from n2 apart from n3');
});
