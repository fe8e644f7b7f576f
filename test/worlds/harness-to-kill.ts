// A harness for the tests of the sweeper: boots a cluster, says so, and waits to be killed.
// harness-to-kill.ts docker|namespaces RUN_ID

import { fileURLToPath } from 'node:url';
import { createDockerWorld } from '../../src/worlds/docker/world.ts';
import { createNamespacesWorld } from '../../src/worlds/namespaces/world.ts';

const [, , name, runId = 'run'] = process.argv;
const create = name === 'docker' ? createDockerWorld : createNamespacesWorld;
const bundlePath = fileURLToPath(new URL('stand-in-node.cjs', import.meta.url));
await create({ nodeCount: 3, bundlePath, runId, timings: {}, onProgress: () => undefined });
process.stdout.write('booted\n');
setInterval(() => undefined, 60_000);
