// A simulated cluster under a few writes, with one fault package to be tried on it by hand.

import { afterEach } from 'vitest';
import type { FaultPackage, FaultResult } from '../../nemesis/fault.ts';
import { faultPackages } from '../../nemesis/registry.ts';
import type { JsonValue } from '../../src/history/operation.ts';
import { defaultKnobs } from '../../src/worlds/sim/knobs.ts';
import { createSimWorld, type SimWorld } from '../../src/worlds/sim/world.ts';

/** For one statement or report. */
export const timeoutMs = 2000;
let writing = false;
afterEach(() => {
  writing = false;
});

export interface Bench {
  readonly world: SimWorld;
  readonly faults: FaultPackage;
  start(value: JsonValue): Promise<FaultResult>;
  stop(): Promise<FaultResult>;
}

/** A cluster of five under a steady trickle of writes, so that disks and links have something to do. */
export async function openBench(name: string): Promise<Bench> {
  const world = await createSimWorld({
    nodeCount: 5,
    bundlePath: '',
    runId: 'nemesis',
    seed: 7,
    timings: {},
    knobs: defaultKnobs,
    onProgress: () => undefined,
  });
  const writer = async (node: string): Promise<void> => {
    for (let value = 0; writing; value += 1) {
      await world.clock.sleep(100);
      const connection = await world.connect(node, timeoutMs).catch(() => null);
      await connection?.query('INSERT INTO t (k) VALUES (?)', [value], timeoutMs).catch(() => null);
      connection?.close();
    }
  };
  const first = await world.connect('n1', timeoutMs);
  await first.query('CREATE TABLE t (k INT NOT NULL PRIMARY KEY)', [], timeoutMs);
  first.close();
  writing = true;
  for (const node of world.nodes.slice(0, 3)) void writer(node);
  await world.clock.sleep(500);
  const factory = faultPackages.find((candidate) => candidate.name === name);
  if (factory === undefined) throw new Error(`no package ${name}`);
  const faults = factory.create({ seed: 1, nodes: world.nodes, intervalMs: 1000 });
  const invoke = (f: string | undefined, value: JsonValue): Promise<FaultResult> =>
    faults.invoke(world, { f: f ?? '', value, process: 'nemesis' });
  return {
    world,
    faults,
    start: (value) => invoke(faults.startOperations[0], value),
    stop: () => invoke(faults.stopOperations[0], null),
  };
}
