// Whom the liveness phase heals, and what it does with those it leaves as they are.

import { describe, expect, test } from 'vitest';
import { createCluster } from '../../../src/worlds/sim/cluster.ts';
import { defaultKnobs } from '../../../src/worlds/sim/knobs.ts';
import { healQuorum } from '../../../src/worlds/sim/liveness.ts';
import { createRegisterNode } from './register-node.ts';

const quorum = [0, 1, 2];

function fiveHosts() {
  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
  const cluster = createCluster({ ...defaultKnobs, seed: 1, nodes, createNode: createRegisterNode });
  const { network } = cluster.simulation;
  const isOff = (outsider: number): boolean =>
    quorum.every((host) => network.isCut(outsider, host) && network.isCut(host, outsider));
  return { cluster, network, isOff };
}

describe('healing a quorum', () => {
  test('opens its own links and leaves a host that reaches all of it alone', () => {
    const { cluster, network, isOff } = fiveHosts();
    network.setCut(0, 1, true);
    network.setShape(1, 2, { lossPercent: 100 });
    healQuorum(cluster, quorum);
    expect([network.isCut(0, 1), network.isShaped(1, 2), isOff(3), isOff(4)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('cuts a host off that could lead with some of it only', () => {
    const { cluster, network, isOff } = fiveHosts();
    network.setCut(4, 0, true);
    network.setShape(3, 1, { lossPercent: 100 });
    healQuorum(cluster, quorum);
    expect([isOff(3), isOff(4)]).toEqual([true, true]);
  });

  test('leaves a host that is heard but hears nobody as it is', () => {
    const { cluster, network, isOff } = fiveHosts();
    for (const host of quorum) network.setCut(host, 4, true);
    healQuorum(cluster, quorum);
    expect(isOff(4)).toBe(false);
  });
});
