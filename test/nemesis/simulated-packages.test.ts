// Every fault package that only some worlds can inject, on simulated Anvil: its effect, its end, and what it leaves.

import { describe, expect, test } from 'vitest';
import type { NodeStatus } from '../../cluster/anvil.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import { timeLimit } from '../../src/generator/bounds.ts';
import { simulate } from '../../src/generator/simulate.ts';
import { capabilitiesOf, worldCapabilities } from '../../src/worlds/capabilities.ts';
import type { SimWorld } from '../../src/worlds/sim/world.ts';
import { openBench, timeoutMs } from './bench.ts';

/** What the simulated world can do beyond partitions, kills and pauses, which its own tests cover. */
const optional = faultPackages.filter(
  ({ name, needs = [] }) =>
    (needs.length > 0 ||
      ['crash-loop', 'lease-edges', 'switch-leader', 'truncate-log', 'long-absence'].includes(name)) &&
    needs.every((need) => worldCapabilities.sim.includes(need)),
);

test('the table of capabilities says what the simulated world can do', async () => {
  const { world } = await openBench('power');
  expect(capabilitiesOf(world.faults)).toEqual(worldCapabilities.sim);
});

describe.each(optional)('$name', ({ name }) => {
  test('takes effect and ends, whatever its schedule draws', async () => {
    const { world, faults } = await openBench(name);
    const events = simulate(timeLimit(40_000, faults.schedule()), { concurrency: 1, seed: 2 });
    const operations = events.filter((_, position) => position % 2 === 0).slice(0, 10);
    expect(operations.length).toBe(10);
    let skipped = 0;
    for (const { f, value } of operations) {
      const result = await faults.invoke(world, { f, value, process: 'nemesis' });
      expect(result, `${f} ${JSON.stringify(value)}`).toMatchObject({ verified: true });
      if (result.skipped !== undefined) skipped += 1;
      await world.clock.sleep(500);
    }
    expect(skipped).toBeLessThan(4);
    expect(world.simulated.violation()).toBeNull();
  });
});

describe('power', () => {
  test('takes the process with it and lets it come back with what was synced', async () => {
    const { world, start, stop } = await openBench('power');
    expect(await start({ target: 'all', pick: 1 })).toMatchObject({
      hosts: expect.arrayContaining(['n1', 'n5']),
    });
    expect(await world.faults.process.state('n3')).toBe('absent');
    expect(await stop()).toMatchObject({ verified: true });
    await world.clock.sleep(3000);
    const connection = await world.connect('n2', timeoutMs);
    const { rows } = await connection.query('SELECT k FROM t', [], timeoutMs);
    expect(rows.length).toBeGreaterThan(2);
  });
});

describe('disk-error', () => {
  test('halts the node whose fsync fails, and brings it back once the disk is whole', async () => {
    const { world, start, stop } = await openBench('disk-error');
    expect(await start({ failure: 'failing-sync', hosts: ['n2'] })).toMatchObject({
      hosts: ['n2'],
      verified: true,
    });
    expect(await world.faults.process.state('n2')).toBe('absent');
    expect(await stop()).toMatchObject({ hosts: ['n2'], verified: true, evidence: { restarted: ['n2'] } });
    expect(await world.faults.process.state('n2')).toBe('running');
  });

  test('a kill beside it does not restart what cannot run', async () => {
    const { world, start, stop } = await openBench('disk-error');
    await start({ failure: 'full', hosts: ['n2'] });
    const kill = faultPackages
      .find(({ name }) => name === 'kill')
      ?.create({ seed: 1, nodes: world.nodes, intervalMs: 1 });
    await kill?.invoke(world, { f: 'kill', value: { hosts: ['n4'] }, process: 'nemesis' });
    const restarted = await kill?.invoke(world, { f: 'restart', value: null, process: 'nemesis' });
    expect(restarted).toMatchObject({ hosts: ['n4'], verified: true });
    expect(await world.faults.process.state('n2')).toBe('absent');
    expect(await stop()).toMatchObject({ verified: true });
  });
});

describe('disk-slow', () => {
  test('makes a write wait for the slow majority, and no longer once it is over', async () => {
    const { world, start, stop } = await openBench('disk-slow');
    const writeMs = async (key: number): Promise<number> => {
      const connection = await world.connect('n1', 20_000);
      const before = world.clock.nowNs();
      await connection.query('INSERT INTO t (k) VALUES (?)', [key], 20_000);
      connection.close();
      return (world.clock.nowNs() - before) / 1e6;
    };
    expect(await writeMs(1_000_001)).toBeLessThan(100);
    await start({ delayMs: 200, hosts: [...world.nodes] });
    expect(await writeMs(1_000_002)).toBeGreaterThan(200);
    await stop();
    await world.clock.sleep(2000);
    expect(await writeMs(1_000_003)).toBeLessThan(100);
  });
});

describe('bit-rot', () => {
  test('is refused beyond a minority, and repaired by the peers', async () => {
    const { world, start, stop } = await openBench('bit-rot');
    expect(await start({ damage: 'bit-flip', hosts: ['n1', 'n2'] })).toMatchObject({ hosts: ['n1', 'n2'] });
    expect(await start({ damage: 'bit-flip', hosts: ['n3'] })).toMatchObject({ skipped: expect.any(String) });
    expect(await stop()).toMatchObject({ verified: true });
    const serving = async (): Promise<boolean> => {
      const reports = await Promise.all(world.nodes.map((node) => world.report(node, timeoutMs)));
      return reports.every((report) => report.serving);
    };
    for (let waited = 0; waited < 100 && !(await serving()); waited += 1) await world.clock.sleep(200);
    expect(await serving()).toBe(true);
  });
});

/** What a node says of itself, with the fields of its log. */
async function statusOf(world: SimWorld, node: string) {
  return (await world.report(node, timeoutMs)).raw as NodeStatus;
}

describe('crash-loop', () => {
  test('says how far each start had come, and counts only where one was cut short', async () => {
    const { world, faults, start, stop } = await openBench('crash-loop');
    const result = await start({ hosts: ['n2'], pick: 4 });
    expect(result).toMatchObject({ verified: true, evidence: { states: { n2: 'absent' } } });
    const { killedWhile } = result.evidence as { readonly killedWhile: { readonly n2: readonly string[] } };
    expect(killedWhile.n2.some((stage) => stage !== 'serving')).toBe(true);
    await stop();
    // A node that always says that it serves is one that no kill caught at its start.
    const prompt = {
      ...world,
      report: async (node: string) => ({ ...(await world.report('n3', timeoutMs)), node, serving: true }),
    };
    const crash = { f: 'crash-often', value: { hosts: ['n2'], pick: 4 }, process: 'nemesis' } as const;
    expect(await faults.invoke(prompt, crash)).toMatchObject({ verified: false });
  });
});

describe('switch-leader', () => {
  test('moves the leader to another node, which leads until the next switch', async () => {
    const { world, start, stop } = await openBench('switch-leader');
    const result = await start({ scope: 'switches in a row', pick: 3 });
    expect(result).toMatchObject({ verified: true });
    expect(result.hosts).toHaveLength(5);
    expect((await statusOf(world, result.hosts.at(-1) ?? '')).role).toBe('leader');
    expect(await stop()).toMatchObject({ verified: true, evidence: { leader: result.hosts.at(-1) ?? '' } });
  });

  test('does nothing, and says why, where nobody can lead', async () => {
    const { world, start } = await openBench('switch-leader');
    for (const node of ['n1', 'n2', 'n3']) await world.faults.process.kill(node);
    expect(await start({ scope: 'one switch', pick: 3 })).toMatchObject({ skipped: expect.any(String) });
  });

  test('has ended only once a leader serves, unless other faults are in the way', async () => {
    const { world, faults, start, stop } = await openBench('switch-leader');
    expect(await start({ scope: 'one switch', pick: 3 })).toMatchObject({ verified: true });
    for (const node of ['n1', 'n2', 'n3']) await world.faults.process.kill(node);
    await world.clock.sleep(3000);
    const missing = 'a leader that serves';
    expect(await stop()).toMatchObject({ verified: false, evidence: { leader: null, missing } });
    const end = { f: 'end-switches', value: null, process: 'nemesis' } as const;
    expect(await faults.invoke(world, end, ['kill'])).toMatchObject({
      verified: true,
      evidence: { leader: null, missing, whileInEffect: ['kill'] },
    });
    for (const node of ['n1', 'n2', 'n3']) await world.faults.process.start(node);
    expect(await stop()).toMatchObject({ verified: true });
  });
});

describe('truncate-log', () => {
  test('moves the beginning of the log of the node it names, and of no other', async () => {
    const { world, start, stop } = await openBench('truncate-log');
    expect(await start({ hosts: ['n2'] })).toMatchObject({ hosts: ['n2'], verified: true });
    const { firstLogId } = (await statusOf(world, 'n2')).log;
    expect(firstLogId).toBeGreaterThan(1);
    expect((await statusOf(world, 'n3')).log.firstLogId).toBe(1);
    expect(await stop()).toMatchObject({
      hosts: ['n2'],
      verified: true,
      evidence: { firstLogIds: { n2: [firstLogId, firstLogId] } },
    });
    expect(await stop()).toMatchObject({ hosts: [], verified: true });
  });

  test('has not ended while a node whose log was truncated does not serve', async () => {
    const { world, start, stop } = await openBench('truncate-log');
    await start({ hosts: ['n2', 'n3'] });
    await world.faults.process.kill('n2');
    expect(await stop()).toMatchObject({
      verified: false,
      evidence: { missing: 'n2 serving with all that was truncated' },
    });
  });
});

describe('wipe', () => {
  test('empties no more than a minority of the disks, and the nodes count again with everything', async () => {
    const { world, start, stop } = await openBench('wipe');
    const { appliedLogId } = (await statusOf(world, 'n1')).log;
    expect(await start({ hosts: ['n1', 'n2', 'n3'] })).toMatchObject({ hosts: ['n1', 'n2'], verified: true });
    expect(await world.faults.disk?.isEmpty('n2')).toBe(true);
    expect(await start({ hosts: ['n4'] })).toMatchObject({ skipped: expect.any(String) });
    expect(await stop()).toMatchObject({
      hosts: ['n1', 'n2'],
      verified: true,
      evidence: { states: { n1: 'serving', n2: 'serving' }, stillRepairing: [] },
    });
    expect((await statusOf(world, 'n1')).log.appliedLogId).toBeGreaterThan(appliedLogId);
    expect(world.simulated.conditions()).toMatchObject({
      'wiped-disk-found': 2,
      'wiped-node-counts-again': 2,
    });
    expect(await start({ hosts: ['n4'] })).toMatchObject({ hosts: ['n4'], verified: true });
  });
});

describe('long-absence', () => {
  test('leaves the node behind all logs, so that a snapshot brings it up', async () => {
    const { world, start, stop } = await openBench('long-absence');
    expect(await start({ hosts: ['n4'] })).toMatchObject({ hosts: ['n4'], verified: true });
    await world.clock.sleep(4000);
    expect(await stop()).toMatchObject({
      hosts: ['n4'],
      verified: true,
      evidence: { behindAllLogs: ['n4'], caughtUpBySnapshot: ['n4'] },
    });
    expect(world.simulated.conditions()['snapshot-installed']).toBe(1);
  });
});

describe('clock', () => {
  test('moves the wall clock of the hosts it names and sets it right', async () => {
    const { world, start, stop } = await openBench('clock');
    await world.faults.clock?.reset('n4');
    await start({ change: 'jump-back', amount: -60_000, hosts: ['n4'] });
    expect(await world.faults.clock?.offsetMs('n4')).toBeCloseTo(-60_000, 0);
    expect(await stop()).toMatchObject({ verified: true });
    expect(await world.faults.clock?.offsetMs('n4')).toBeCloseTo(0, 0);
  });
});

describe('network and swizzle', () => {
  test('leave each other and a partition alone', async () => {
    const { world, faults: network } = await openBench('network');
    const swizzle = faultPackages
      .find(({ name }) => name === 'swizzle')
      ?.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
    const cut = { from: 'n1', to: 'n2' };
    await world.faults.network.cut([cut]);
    await swizzle?.invoke(world, { f: 'clog', value: { hosts: ['n5'] }, process: 'nemesis' });
    await swizzle?.invoke(world, { f: 'clog', value: { hosts: ['n4'] }, process: 'nemesis' });
    const shaped = await network.invoke(world, {
      f: 'shape-network',
      value: { shape: 'slow', scope: 'all' },
      process: 'nemesis',
    });
    expect(shaped).toMatchObject({ verified: true, description: 'network slow: 6 links' });
    await network.invoke(world, { f: 'restore-network', value: null, process: 'nemesis' });
    const links = world.nodes.flatMap((from) => world.nodes.map((to) => ({ from, to })));
    expect(await world.faults.network.probeShapedLinks?.(links)).toHaveLength(14);
    await swizzle?.invoke(world, { f: 'unclog', value: { hosts: ['n5'] }, process: 'nemesis' });
    expect(await world.faults.network.probeShapedLinks?.(links)).toHaveLength(8);
    expect(await world.faults.network.probeCutLinks([cut])).toEqual([cut]);
    await swizzle?.invoke(world, { f: 'unclog', value: null, process: 'nemesis' });
    expect(await world.faults.network.probeShapedLinks?.(links)).toEqual([]);
  });
});
