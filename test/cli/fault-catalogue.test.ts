// What `ordeal doctor` says of every fault in every world, for a machine that lacks something.

import { expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { catalogueLines, faultCatalogue } from '../../src/cli/fault-catalogue.ts';

const worlds = [
  { name: 'docker', available: false, reason: 'no daemon', missingFaults: [] },
  {
    name: 'namespaces',
    available: true,
    reason: 'asked for',
    missingFaults: [{ capability: 'memory', reason: 'perl is not installed; install perl-base' }],
  },
  { name: 'sim', available: true, reason: 'it needs nothing but Node', missingFaults: [] },
] as const;

test('every fault of every world that works is there, with what is lacking', () => {
  const catalogue = faultCatalogue(worlds);
  expect(catalogue).toHaveLength(2 * faultPackages.length);
  const said = (fault: string, world: string) =>
    catalogue.find((support) => support.fault === fault && support.world === world);
  expect(said('out-of-memory', 'namespaces')).toMatchObject({
    available: false,
    reason: 'perl is not installed; install perl-base',
  });
  expect(said('kill', 'namespaces')).toMatchObject({ available: true, reason: '' });
  expect(said('host-off', 'sim')).toMatchObject({ available: false });
  expect(said('upgrade', 'sim')).toMatchObject({ available: true, reason: 'with --upgrade-to' });
});

test('in lines, faults that lack the same stand together', () => {
  const lines = catalogueLines(faultCatalogue(worlds));
  expect(lines).toContainEqual({
    world: 'namespaces',
    available: false,
    text: 'out-of-memory: perl is not installed; install perl-base',
  });
  expect(lines.map(({ world, available }) => [world, available])).toEqual([
    ['namespaces', true],
    ['namespaces', false],
    ['sim', true],
    ['sim', false],
  ]);
});
