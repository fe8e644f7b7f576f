// The upgrade package on simulated Anvil: nodes change to a later build and back while nothing newer is written, the cluster
// goes on to the newer format once all can, and from then on the earlier build has to refuse.

import { describe, expect, test } from 'vitest';
import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import { upgrade } from '../../nemesis/upgrade.ts';
import { buildVersion } from '../../src/cli/build-version.ts';
import { expandNemesis } from '../../src/cli/expand-nemesis.ts';
import { requireCapabilities } from '../../src/cli/plan-parts.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { defaultPlan } from '../../src/plan/defaults.ts';
import type { CreateNode } from '../../src/worlds/sim/cluster.ts';
import { defaultKnobs } from '../../src/worlds/sim/knobs.ts';
import { loadCreateNode } from '../../src/worlds/sim/node-module.ts';
import { createSimWorld, type SimWorld } from '../../src/worlds/sim/world.ts';

const timeoutMs = 4000;
const later = buildVersion('variant:next-format', 'node').then(({ path }) => loadCreateNode(path));

async function openBench(upgradeNode?: CreateNode) {
  const world: SimWorld = await createSimWorld({
    nodeCount: 3,
    bundlePath: '',
    runId: 'upgrade',
    seed: 7,
    timings: {},
    knobs: defaultKnobs,
    upgrade: { bundlePath: '', descriptions: { version: 'current', upgrade: 'later' } },
    upgradeNode: upgradeNode ?? (await later),
    onProgress: () => undefined,
  });
  const faults: FaultPackage = upgrade.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
  const invoke = (f: string, to: string, hosts?: readonly string[]): Promise<FaultResult> =>
    faults.invoke(world, { f, value: { to, ...(hosts === undefined ? {} : { hosts }) }, process: 'nemesis' });
  return { world, faults, invoke };
}

const rawOf = async (world: SimWorld, node: string) => (await world.report(node, timeoutMs)).raw;

async function write(world: SimWorld, node: string, sql: string): Promise<unknown> {
  const connection = await world.connect(node, timeoutMs);
  const { rows } = await connection.query(sql, [], timeoutMs);
  connection.close();
  return rows;
}

describe('a rolling upgrade', () => {
  test('goes forth, back and through; then the earlier build refuses and the node stays', async () => {
    const { world, faults, invoke } = await openBench();
    await write(world, 'n1', 'CREATE TABLE t (k INT NOT NULL PRIMARY KEY)');
    expect(await invoke('change-build', 'upgrade', ['n2'])).toMatchObject({
      hosts: ['n2'],
      verified: true,
      evidence: { n2: { outcome: 'changed', build: 'upgrade', serving: true } },
    });
    await write(world, 'n2', 'INSERT INTO t (k) VALUES (1)');
    expect(await rawOf(world, 'n2')).toMatchObject({
      version: 'later',
      formats: {
        disk: { newest: 2, active: 1 },
        peers: { n1: { wire: 1, disk: { newest: 1 }, refusal: '' } },
      },
    });
    expect(await rawOf(world, 'n1')).toMatchObject({ version: 'current' });
    expect(await invoke('end-mixture', 'version')).toMatchObject({ hosts: ['n2'], verified: true });
    expect(await rawOf(world, 'n2')).toMatchObject({ version: 'current' });

    expect(await invoke('end-mixture', 'upgrade')).toMatchObject({
      hosts: ['n1', 'n2', 'n3'],
      verified: true,
    });
    await write(world, 'n1', 'INSERT INTO t (k) VALUES (2)');
    await world.clock.sleep(1000);
    expect(await rawOf(world, 'n3')).toMatchObject({
      formats: { disk: { active: 2 }, peers: { n1: { wire: 2 } } },
    });
    expect(await invoke('change-build', 'version', ['n3'])).toMatchObject({
      verified: true,
      evidence: { n3: { outcome: 'refused', ended: true, back: true } },
    });
    expect(world.simulation.processes.deaths.at(-1)?.reason).toMatch(faults.expectedHalt as RegExp);
    expect(await invoke('end-mixture', 'version')).toMatchObject({ hosts: [], verified: true });
    expect(await write(world, 'n3', 'SELECT k FROM t')).toEqual([[1], [2]]);
    expect(world.simulated.violation()).toBeNull();
  });

  test('takes effect and ends, whatever its schedule draws', async () => {
    const { world, faults } = await openBench();
    const events = simulate(timeLimit(20_000, faults.schedule()), { concurrency: 1, seed: 2 });
    const operations = events.filter((_, position) => position % 2 === 0).slice(0, 8);
    expect(new Set(operations.map(({ f }) => f))).toEqual(new Set(['change-build', 'end-mixture']));
    for (const { f, value } of operations) {
      const result = await faults.invoke(world, { f, value, process: 'nemesis' });
      expect(result, `${f} ${JSON.stringify(value)}`).toMatchObject({ verified: true });
    }
    expect(world.simulated.violation()).toBeNull();
  });

  test('to a build that does not come up is no upgrade: the node has its earlier build again', async () => {
    const { world, invoke } = await openBench((env, configuration) => {
      const node = { ...fallen, start: () => env.halt(`${configuration.name} does not start.`) };
      return node as unknown as ReturnType<CreateNode>;
    });
    expect(await invoke('change-build', 'upgrade', ['n2'])).toMatchObject({
      verified: false,
      evidence: { n2: { outcome: 'failed', ended: true, back: true } },
    });
    expect(await rawOf(world, 'n2')).toMatchObject({ version: 'current' });
  });
});

const fallen = { status: () => null, liveStatus: () => null, inspect: () => null };

describe('without a second build', () => {
  const plan = { ...defaultPlan('sim'), nemesis: ['upgrade'] };

  test('the package is refused before boot, with one it is not', () => {
    expect(() => requireCapabilities(plan, [])).toThrow(
      'The faults of upgrade need a second build: name one with --upgrade-to, or leave upgrade out of --nemesis.',
    );
    expect(() => requireCapabilities({ ...plan, upgradeTo: 'HEAD~1' }, [])).not.toThrow();
  });

  test('it is no part of all, with one it is', () => {
    const all = { ...plan, nemesis: ['all'] };
    expect(expandNemesis(all, [], false).plan.nemesis).not.toContain('upgrade');
    expect(expandNemesis({ ...all, upgradeTo: 'HEAD~1' }, [], false).plan.nemesis).toContain('upgrade');
  });
});
