// A harness for the tests of what happens when it dies: boots a cluster, breaks it if asked to, says so, and waits to be killed.
// harness-to-kill.ts docker|namespaces RUN_ID [faults]

import { fileURLToPath } from 'node:url';
import type { Capability } from '../../src/worlds/capabilities.ts';
import { createDockerWorld } from '../../src/worlds/docker/world.ts';
import { createNamespacesWorld } from '../../src/worlds/namespaces/world.ts';

const [, , name, runId = 'run', faults] = process.argv;
const create = name === 'docker' ? createDockerWorld : createNamespacesWorld;
const bundlePath = fileURLToPath(new URL('stand-in-node.cjs', import.meta.url));
const needs: readonly Capability[] = faults === 'faults' ? ['clock', 'disk', 'network-shape'] : [];
const world = await create({
  nodeCount: 3,
  bundlePath,
  runId,
  timings: {},
  needs,
  onProgress: () => undefined,
});
if (faults === 'faults') {
  await world.faults.network.cut([{ from: 'n1', to: 'n2' }]);
  await world.faults.network.shape?.([{ from: 'n2', to: 'n3' }], { delayMs: 500 });
  await world.faults.clock?.drift('n1', 500_000);
  await world.faults.disk?.inject('n1', { kind: 'hang' });
  await world.faults.process.pause('n3');
}
process.stdout.write('booted\n');
setInterval(() => undefined, 60_000);
