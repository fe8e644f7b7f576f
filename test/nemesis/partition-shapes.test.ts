// What each partition shape leaves connected, in the terms that matter to a quorum system.

import { expect, test } from 'vitest';
import { allLinks, linksToCut, type PartitionShape } from '../../nemesis/partition-shapes.ts';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
const three = ['n1', 'n2', 'n3'];

/** The nodes that `node` still hears, itself included. */
function heardBy(node: string, nodes: readonly string[], shape: PartitionShape): readonly string[] {
  const cut = linksToCut(shape, nodes, 'n2');
  return nodes.filter(
    (other) => other === node || !cut.some(({ from, to }) => from === other && to === node),
  );
}

test('one: the first node is alone, the rest are together', () => {
  expect(heardBy('n1', five, 'one')).toEqual(['n1']);
  expect(heardBy('n3', five, 'one')).toEqual(['n2', 'n3', 'n4', 'n5']);
});

test('halves: the larger half is a majority and the smaller is not', () => {
  expect(heardBy('n1', five, 'halves')).toEqual(['n1', 'n2']);
  expect(heardBy('n4', five, 'halves')).toEqual(['n3', 'n4', 'n5']);
});

test.each([[five], [three]])(
  'majorities-ring: every node of %j hears a majority, no two the same',
  (nodes) => {
    const views = nodes.map((node) => heardBy(node, nodes, 'majorities-ring'));
    for (const view of views) expect(view).toHaveLength(Math.floor(nodes.length / 2) + 1);
    expect(new Set(views.map(String)).size).toBe(nodes.length);
  },
);

test('majorities-ring of five is symmetric: who hears is heard', () => {
  const cut = linksToCut('majorities-ring', five, 'n2').map(({ from, to }) => `${from} ${to}`);
  for (const link of cut) expect(cut).toContain(link.split(' ').reverse().join(' '));
});

test('bridge: only the middle node hears both halves', () => {
  expect(heardBy('n3', five, 'bridge')).toEqual(five);
  expect(heardBy('n1', five, 'bridge')).toEqual(['n1', 'n2', 'n3']);
  expect(heardBy('n5', five, 'bridge')).toEqual(['n3', 'n4', 'n5']);
});

test('isolate-leader: the leader is alone, the others hear each other', () => {
  expect(heardBy('n2', five, 'isolate-leader')).toEqual(['n2']);
  expect(heardBy('n1', five, 'isolate-leader')).toEqual(['n1', 'n3', 'n4', 'n5']);
});

test('one-way shapes cut one direction and leave the other whole', () => {
  expect(heardBy('n2', five, 'one-way-in')).toEqual(['n2']);
  expect(heardBy('n1', five, 'one-way-in')).toEqual(five);
  expect(heardBy('n2', five, 'one-way-out')).toEqual(five);
  expect(heardBy('n1', five, 'one-way-out')).toEqual(['n1', 'n3', 'n4', 'n5']);
});

test('no shape cuts a link of a node to itself, nor a link twice', () => {
  const shapes: readonly PartitionShape[] = ['one', 'halves', 'majorities-ring', 'bridge', 'isolate-leader'];
  for (const shape of shapes) {
    const cut = linksToCut(shape, five, 'n2').map(({ from, to }) => `${from} ${to}`);
    expect(cut.every((link) => allLinks(five).some(({ from, to }) => `${from} ${to}` === link))).toBe(true);
    expect(new Set(cut).size).toBe(cut.length);
  }
});
