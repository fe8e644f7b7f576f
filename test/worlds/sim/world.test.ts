// The simulated world behind the interface of all worlds, with a stand-in for the database.

import { describe, expect, test } from 'vitest';
import { defaultKnobs } from '../../../src/worlds/sim/knobs.ts';
import { createSimWorld, type SimWorld, type SimWorldOptions } from '../../../src/worlds/sim/world.ts';
import { StatementError } from '../../../src/worlds/world.ts';
import { createRegisterNode } from './register-node.ts';

function openWorld(options: Partial<SimWorldOptions> = {}): Promise<SimWorld> {
  return createSimWorld({
    nodeCount: 3,
    bundlePath: '',
    runId: 'test',
    seed: 1,
    timings: {},
    onProgress: () => undefined,
    createNode: createRegisterNode,
    knobs: defaultKnobs,
    ...options,
  });
}

async function rejection(promise: Promise<unknown>): Promise<StatementError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StatementError);
  return error as StatementError;
}

/** Several clients and a nemesis at once; the history is what they saw, in the order they saw it. */
async function drive(world: SimWorld): Promise<readonly string[]> {
  const history: string[] = [];
  const note = (what: string): void => void history.push(`${world.clock.nowNs()} ${what}`);
  const client = async (number: number): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) {
      const node = world.nodes[(number + turn) % 3] as string;
      try {
        const connection = await world.connect(node, 500);
        await connection.query(`SET ${number}-${turn}`, [], 300);
        note(`client ${number} wrote ${turn} on ${node}`);
        connection.close();
      } catch (error) {
        note(`client ${number}: ${(error as Error).message}`);
      }
      await world.clock.sleep(5 + number);
    }
  };
  const nemesis = async (): Promise<void> => {
    const { process, network } = world.faults;
    await world.clock.sleep(30);
    await network.cut([{ from: 'n2', to: 'n1' }]);
    await world.clock.sleep(400);
    await network.heal();
    await process.kill('n1');
    await world.clock.sleep(50);
    await process.start('n1');
    note('n1 is back');
  };
  await Promise.all([client(0), client(1), client(2), nemesis()]);
  return history;
}

describe('the simulated world', () => {
  test('tells what each running node takes itself for, without an event', async () => {
    const world = await openWorld();
    const steps = world.simulated.steps();
    const roles = world.simulated.roles();
    expect(world.simulated.steps()).toBe(steps);
    expect(Object.keys(roles)).toEqual(['n1', 'n2', 'n3']);
    for (const node of world.nodes) expect(roles[node]).toBe((await world.report(node, 1000)).role);
    await world.faults.process.pause('n2');
    expect(Object.keys(world.simulated.roles())).toEqual(['n1', 'n3']);
    await world.close();
  });

  test('serves statements through any node and reports on each', async () => {
    const world = await openWorld();
    const connection = await world.connect('n2', 1000);
    expect(await connection.query('SET hello', [], 1000)).toEqual({ rows: [], affectedRows: 1 });
    expect((await connection.query('GET', [], 1000)).rows).toEqual([['hello']]);
    expect(await world.report('n3', 1000)).toMatchObject({ role: 'follower', leader: 'n1', serving: true });
    await world.close();
  });

  test('gives one history and one trace hash for one seed, and others for another', async () => {
    const runOf = async (seed: number) => {
      const world = await openWorld({ seed });
      const history = await drive(world);
      return { history, hash: world.simulated.traceHash() };
    };
    const first = await runOf(5);
    expect(first.history.some((line) => line.endsWith('n1 is back'))).toBe(true);
    expect(await runOf(5)).toEqual(first);
    expect((await runOf(6)).hash).not.toBe(first.hash);
  });

  test('lets virtual minutes pass at once, and only while somebody waits', async () => {
    const world = await openWorld();
    const startNs = world.clock.nowNs();
    await world.clock.sleep(3_600_000);
    expect(world.clock.nowNs() - startNs).toBe(3_600_000e6);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.clock.nowNs() - startNs).toBe(3_600_000e6);
  });

  test('wakes nobody whose wait was cancelled or aborted', async () => {
    const world = await openWorld();
    const woken: string[] = [];
    world.clock.after(10, () => woken.push('cancelled'))();
    world.clock.after(20, () => woken.push('kept'));
    const controller = new AbortController();
    const sleep = world.clock.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    await world.clock.sleep(30);
    expect(woken).toEqual(['kept']);
  });

  test('refuses a connection to a dead node: certainly not executed', async () => {
    const world = await openWorld();
    await world.faults.process.kill('n2');
    expect(await world.faults.process.state('n2')).toBe('absent');
    expect(await rejection(world.connect('n2', 1000))).toMatchObject({ certainlyNotExecuted: true });
    await expect(world.report('n2', 1000)).rejects.toThrow('connection refused');
  });

  test('leaves the outcome open when a node dies with a statement on its way', async () => {
    const world = await openWorld();
    const connection = await world.connect('n1', 1000);
    const statement = rejection(connection.query('SET x', [], 1000));
    world.simulation.after(0.1, () => world.simulation.processes.kill(0));
    expect(await statement).toMatchObject({ certainlyNotExecuted: false, code: null });
    expect(await rejection(connection.query('GET', [], 1000))).toMatchObject({ certainlyNotExecuted: true });
  });

  test('leaves the outcome open when the time runs out, and the connection is of no more use', async () => {
    const world = await openWorld();
    const connection = await world.connect('n2', 1000);
    await world.faults.process.pause('n1');
    expect(await rejection(connection.query('SET x', [], 200))).toMatchObject({
      certainlyNotExecuted: false,
    });
    expect(await rejection(connection.query('GET', [], 200))).toMatchObject({ certainlyNotExecuted: true });
    await world.faults.process.resume('n1');
    expect(await world.faults.process.state('n1')).toBe('running');
  });

  test('cuts links by direction and says which are cut', async () => {
    const world = await openWorld();
    const links = [
      { from: 'n2', to: 'n1' },
      { from: 'n1', to: 'n2' },
    ];
    await world.faults.network.cut(links.slice(0, 1));
    expect(await world.faults.network.probeCutLinks(links)).toEqual(links.slice(0, 1));
    const connection = await world.connect('n2', 1000);
    await rejection(connection.query('GET', [], 300));
    await world.faults.network.heal();
    expect(await world.faults.network.probeCutLinks(links)).toEqual([]);
  });

  test('moves wall clocks and sets them right again', async () => {
    const world = await openWorld();
    const clocks = world.faults.clock;
    await clocks?.reset('n3');
    await clocks?.jump('n3', 60_000);
    await clocks?.drift('n3', 100_000);
    await world.clock.sleep(10_000);
    expect(await clocks?.offsetMs('n3')).toBeCloseTo(61_000, 0);
    await clocks?.reset('n3');
    expect(await clocks?.offsetMs('n3')).toBe(0);
  });

  test('keeps acknowledged writes through a power loss of everything', async () => {
    const world = await openWorld();
    const connection = await world.connect('n1', 1000);
    await connection.query('SET kept', [], 1000);
    await world.faults.disk?.powerOff(world.nodes);
    for (const node of world.nodes) await world.faults.process.start(node);
    await world.clock.sleep(50);
    const again = await world.connect('n1', 1000);
    expect((await again.query('GET', [], 1000)).rows).toEqual([['kept']]);
  });

  test('halts a node whose disk fails, and counts the calls that failed', async () => {
    const world = await openWorld();
    await world.faults.disk?.inject('n1', { kind: 'error', code: 'EIO', operations: ['sync'] });
    const connection = await world.connect('n1', 1000);
    await rejection(connection.query('SET x', [], 1000));
    expect(await world.faults.process.state('n1')).toBe('absent');
    expect(await world.faults.disk?.hits('n1')).toEqual({ EIO: 1 });
    expect(world.simulation.logs[0]?.text()).toContain('"event":"halted"');
  });

  test('lets calls of a hung disk go on once it is healed', async () => {
    const world = await openWorld();
    await world.faults.disk?.inject('n1', { kind: 'hang' });
    const connection = await world.connect('n1', 1000);
    const statement = connection.query('SET x', [], 10_000);
    await world.clock.sleep(3000);
    await world.faults.disk?.heal('n1');
    expect(await statement).toMatchObject({ affectedRows: 1 });
  });

  test('damages at most a minority of the disks, and lets none lie about syncs, unless told to', async () => {
    const world = await openWorld();
    const connection = await world.connect('n1', 1000);
    await connection.query('SET x', [], 1000);
    expect(await world.faults.disk?.damage('n1', { kind: 'bit-flip' })).toBe(true);
    expect(await world.faults.disk?.damage('n2', { kind: 'bit-flip' })).toBe(false);
    await expect(world.faults.disk?.inject('n1', { kind: 'lying-sync' })).rejects.toThrow('may not lie');

    const reckless = await openWorld({ damagedDisksLimit: 3, allowUndetectableLoss: true });
    expect(await reckless.faults.disk?.damage('n1', { kind: 'lost-write' })).toBe(true);
    expect(await reckless.faults.disk?.damage('n2', { kind: 'lost-write' })).toBe(true);
    await reckless.faults.disk?.inject('n3', { kind: 'lying-sync' });
  });

  test('ends the run at a crash of the database and names it', async () => {
    const world = await openWorld();
    const connection = await world.connect('n3', 1000);
    world.simulation.after(100, () => {
      const life = world.simulation.processes.current(2);
      if (life === null) return;
      world.simulation.processes.deliver(life, () => {
        throw new Error('a bug');
      });
    });
    await world.clock.sleep(200);
    expect(world.simulated.violation()).toMatchObject({
      kind: 'crash',
      nodes: ['n3'],
      message: 'Error: a bug',
    });
    expect(world.simulated.signal.aborted).toBe(true);
    await rejection(connection.query('GET', [], 500));
    expect(await world.faults.process.state('n1')).toBe('absent');
  });

  test('counts the conditions the database met', async () => {
    const world = await openWorld();
    await world.clock.sleep(10);
    expect(world.simulated.conditions()).toEqual({ started: 3 });
  });

  test('ends at its limit of events instead of running for ever', async () => {
    const world = await openWorld({ stepLimit: 200 });
    await world.clock.sleep(1000);
    const connect = async (): Promise<void> => {
      for (;;) (await world.connect('n1', 1000)).close();
    };
    await expect(connect()).rejects.toThrow('cannot reach n1');
    expect(world.simulated.violation()).toMatchObject({ kind: 'limit', name: 'step-limit' });
  });
});
