// Whom a fault hits, by what the nodes say of themselves; and that every package hits whom a plan asks for.

import { describe, expect, test } from 'vitest';
import { linksOfTarget } from '../../nemesis/link-shapes.ts';
import { decksFor, linksToCut } from '../../nemesis/partition-shapes.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { chooseHosts, type LinkTarget, zonesOf } from '../../nemesis/target.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { targetOf } from '../../src/runner/fault-figures.ts';
import type { NodeReport, World } from '../../src/worlds/world.ts';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** A world in which `leader` leads. */
function ledBy(leader: string | null): World {
  const report = (node: string): Promise<NodeReport> =>
    Promise.resolve({
      node,
      role: node === leader ? 'leader' : 'follower',
      leader,
      serving: true,
      raw: null,
    });
  return { nodes, report } as unknown as World;
}

const choose = (leader: string | null, target: LinkTarget, candidates = nodes) =>
  chooseHosts(ledBy(leader), candidates, { target, pick: 7 } as never);

describe('hosts', () => {
  test.each([
    ['one', 1],
    ['minority', 2],
    ['majority', 3],
    ['all', 5],
  ] as const)('%s is %i of five', async (target, count) => {
    expect(new Set(await choose('n2', target)).size).toBe(count);
  });

  test('the leader and its followers are told apart', async () => {
    expect(await choose('n2', 'leader')).toEqual(['n2']);
    expect([...(await choose('n2', 'followers'))].sort()).toEqual(['n1', 'n3', 'n4', 'n5']);
  });

  test('nobody is hit in place of a leader that is not there', async () => {
    expect(await choose(null, 'leader')).toEqual([]);
    expect(await choose(null, 'followers')).toEqual([]);
    expect(await choose('n2', 'leader', ['n1', 'n3'])).toEqual([]);
  });

  test('a zone is hit as a whole, and none is a majority', async () => {
    expect(zonesOf(nodes)).toEqual([['n1', 'n2'], ['n3', 'n4'], ['n5']]);
    expect(zonesOf(nodes.slice(0, 3))).toEqual([['n1'], ['n2'], ['n3']]);
    expect(zonesOf(nodes)).toContainEqual(await choose('n2', 'zone'));
  });
});

describe('links', () => {
  const count = async (target: LinkTarget) => (await linksOfTarget(ledBy('n2'), target, 7)).length;

  test.each([
    ['direction', 1],
    ['link', 2],
    ['one', 8],
    ['leader', 8],
    ['followers', 8],
    ['minority', 12],
    ['all', 20],
  ] as const)('of %s are %i', async (target, links) => {
    expect(await count(target)).toBe(links);
  });

  test('none where nobody leads', async () => {
    expect(await linksOfTarget(ledBy(null), 'leader', 7)).toEqual([]);
  });

  test.each([
    ['zone', 12],
    ['link', 2],
    ['direction', 1],
    ['followers-apart', 12],
  ] as const)('a partition by %s cuts %i', (shape, links) => {
    expect(linksToCut(shape, nodes, 'n2', ['n1', 'n2'])).toHaveLength(links);
  });
});

const aims = faultPackages.flatMap(({ targets = [], ...factory }) =>
  targets.map((target) => ({ name: factory.name, target, factory })),
);

test.each(aims)('$name aims at $target alone where asked to', ({ name, target, factory }) => {
  const schedule = factory.create({ seed: 1, nodes, intervalMs: 1000, targets: [target] }).schedule();
  const starts = simulate(timeLimit(10_000, schedule), { concurrency: 1, seed: 1 }).filter(
    (_, position) => position % 4 === 0,
  );
  expect(starts.length).toBeGreaterThan(4);
  const allowed: readonly string[] = name === 'partition' ? (decksFor([target])[0] ?? []) : [target];
  for (const { value } of starts) expect(allowed).toContain(targetOf(value));
});
