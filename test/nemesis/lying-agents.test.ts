// Agents that lie: each says that it acted and did nothing. A run under such an agent must come out invalid, and name the fault.

import { afterEach, expect, test } from 'vitest';
import { faultPackages } from '../../nemesis/registry.ts';
import { runValidity } from '../../src/checkers/run-validity.ts';
import { historyInMemory } from '../../src/history/history.ts';
import type { JsonValue, Operation } from '../../src/history/operation.ts';
import { createNemesisWorker } from '../../src/runner/nemesis-worker.ts';
import { defaultKnobs } from '../../src/worlds/sim/knobs.ts';
import { createSimWorld } from '../../src/worlds/sim/world.ts';
import type { FaultAgents, World } from '../../src/worlds/world.ts';
import { ampleBudget } from '../checkers/history-builder.ts';

type Family = keyof FaultAgents;
const timeoutMs = 2000;
let writing = false;
afterEach(() => {
  writing = false;
});
const nothing = (): Promise<void> => Promise.resolve();

/** Gives the disks something to do. */
async function keepWriting(world: World, node: string): Promise<void> {
  for (let value = 0; writing; value += 1) {
    await world.clock.sleep(100);
    const connection = await world.connect(node, timeoutMs).catch(() => null);
    await connection?.query('INSERT INTO t (k) VALUES (?)', [value], timeoutMs).catch(() => null);
    connection?.close();
  }
}

async function honestWorld(usesDisks: boolean): Promise<World> {
  const world = await createSimWorld({
    ...{ nodeCount: 5, bundlePath: '', runId: 'lying', seed: 7, timings: {}, knobs: defaultKnobs },
    onProgress: () => undefined,
  });
  const first = await world.connect('n1', timeoutMs);
  await first.query('CREATE TABLE t (k INT NOT NULL PRIMARY KEY)', [], timeoutMs);
  first.close();
  writing = true;
  if (usesDisks) for (const node of world.nodes.slice(0, 2)) void keepWriting(world, node);
  await world.clock.sleep(1000);
  return world;
}

/** The world with some acts of one agent replaced by nothing. */
function lying(world: World, family: Family, acts: readonly string[]): World {
  const agent = { ...world.faults[family], ...Object.fromEntries(acts.map((act) => [act, nothing])) };
  return { ...world, faults: { ...world.faults, [family]: agent } };
}

/** What run-validity says of one injection and one healing under the lie. */
async function problems(
  name: string,
  value: JsonValue,
  family: Family,
  acts: readonly string[],
): Promise<string> {
  const factory = faultPackages.find((candidate) => candidate.name === name);
  if (factory === undefined) throw new Error(`no package ${name}`);
  const honest = await honestWorld(factory.needs?.includes('disk') === true);
  const world = lying(honest, family, acts);
  const faults = factory.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
  const worker = createNemesisWorker({
    ...{ world, packages: [faults], timeoutMs: 60_000 },
    recorder: { now: () => world.clock.nowNs() },
  });
  const operations: Operation[] = [];
  const steps: readonly (readonly [string, JsonValue])[] = [
    [faults.startOperations[0] ?? '', value],
    [faults.stopOperations[0] ?? '', null],
  ];
  for (const [f, asked] of steps) {
    const invocation = { f, value: asked, process: 'nemesis', time: 0 } as const;
    const { value: said } = await worker.perform('nemesis', invocation);
    for (const event of [asked, said ?? null]) {
      const index = operations.length;
      operations.push({ index, time: index, process: 'nemesis', type: 'info', f, value: event });
    }
    // The fault lasts for a while, in which there is something to drop.
    await world.clock.sleep(1000);
  }
  writing = false;
  await world.close();
  const checker = runValidity({ minimumSuccesses: {}, faults: [faults], nodePanics: [] });
  return (await checker.check(historyInMemory(operations), ampleBudget)).reason;
}

const one = { target: 'one', pick: 1 };
const cases = [
  ['partition', { shape: 'halves', pick: 1 }, 'network', ['cut'], 'start-partition had no effect'],
  ['partition', { shape: 'halves', pick: 1 }, 'network', ['open'], 'stop-partition did not end the fault'],
  ['kill', one, 'process', ['kill'], 'kill had no effect'],
  ['kill', one, 'process', ['start'], 'restart did not end the fault'],
  ['pause', one, 'process', ['pause'], 'pause had no effect'],
  ['pause', one, 'process', ['resume'], 'resume did not end the fault'],
  ['crash-loop', one, 'process', ['kill'], 'crash-often had no effect'],
  ['clock', { ...one, change: 'jump-ahead', amount: 5000 }, 'clock', ['jump'], 'skew-clock had no effect'],
  [
    'clock',
    { ...one, change: 'drift-fast', amount: 500_000 },
    'clock',
    ['drift'],
    'skew-clock had no effect',
  ],
  ['clock', { ...one, change: 'jump-ahead', amount: 5000 }, 'clock', ['reset'], 'reset-clock did not end'],
  ['network', { shape: 'slow', scope: 'all' }, 'network', ['shape'], 'shape-network had no effect'],
  ['dying-links', { manner: 'flapping', ...one }, 'network', ['shape'], 'let-links-die had no effect'],
  ['swizzle', { hosts: ['n2'] }, 'network', ['shape'], 'clog had no effect'],
  ['power', one, 'disk', ['powerOff'], 'power-off had no effect'],
  ['disk-slow', { ...one, delayMs: 50 }, 'disk', ['inject'], 'disk-slow found nothing to act upon'],
  ['disk-slow', { ...one, delayMs: 50 }, 'disk', ['heal'], 'restore-disk did not end the fault'],
  ['bit-rot', { ...one, damage: 'bit-flip' }, 'disk', ['damage'], 'bit-rot found nothing to act upon'],
] as const;

test.each(cases)('%s (%j) with a %s agent that does not %j', async (name, value, family, acts, said) => {
  expect(await problems(name, value, family, acts)).toContain(said);
});

const honest = [
  ['partition', { shape: 'halves', pick: 1 }],
  ['kill', one],
  ['clock', { ...one, change: 'jump-ahead', amount: 5000 }],
  ['disk-slow', { ...one, delayMs: 50 }],
  ['bit-rot', { ...one, damage: 'bit-flip' }],
] as const;

test.each(honest)('%s under an honest agent is no problem', async (name, value) => {
  expect(await problems(name, value, 'process', [])).toBe('');
});
