// How many disks may be damaged at a time, and when one counts as whole again.

import { expect, test } from 'vitest';
import { createDamageAtlas, type DamageAtlas } from '../../../../src/worlds/host/disk/damage-atlas.ts';

const hosts = ['n1', 'n2', 'n3', 'n4', 'n5'];

interface Node {
  state: string;
  committedLogId: number;
  durableLogId: number;
  damaged: boolean;
}

function cluster(): { readonly atlas: DamageAtlas; readonly node: (name: string) => Node } {
  const nodes = new Map(
    hosts.map((name) => [name, { state: 'serving', committedLogId: 10, durableLogId: 10, damaged: false }]),
  );
  const node = (name: string): Node => nodes.get(name) as Node;
  const atlas = createDamageAtlas({
    hosts,
    isDamaged: (host) => Promise.resolve(node(host).damaged),
    report: (host) => {
      const { state, committedLogId, durableLogId } = node(host);
      const raw = { state, log: { committedLogId, durableLogId } };
      return Promise.resolve({
        node: host,
        role: 'follower',
        leader: 'n5',
        serving: state === 'serving',
        raw,
      });
    },
  });
  return { atlas, node };
}

test('a minority at a time, also when all are asked for at once', async () => {
  const { atlas, node } = cluster();
  for (const host of hosts) node(host).damaged = true;
  expect(await Promise.all(hosts.map((host) => atlas.mayDamage(host)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(await atlas.mayDamage('n1')).toBe(true);
});

test('a damaged host makes room once it serves, has all that was committed, and nothing damaged is left', async () => {
  const { atlas, node } = cluster();
  for (const host of ['n1', 'n2']) {
    node(host).damaged = true;
    expect(await atlas.mayDamage(host)).toBe(true);
  }
  expect(await atlas.mayDamage('n3')).toBe(false);
  node('n1').damaged = false;
  node('n1').state = 'repairing';
  expect(await atlas.mayDamage('n3')).toBe(false);
  node('n1').state = 'serving';
  node('n1').durableLogId = 9;
  expect(await atlas.mayDamage('n3')).toBe(false);
  node('n1').durableLogId = 10;
  node('n3').damaged = true;
  expect(await atlas.mayDamage('n3')).toBe(true);
  expect(await atlas.mayDamage('n4')).toBe(false);
});
