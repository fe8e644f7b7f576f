// A cluster belongs to the checkout that started it. Here is one checkout with two copies of its state: a copied folder, and
// notes of keepers that live, died, or were never keepers.

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openForwarders } from '../../src/cli/cluster/forward.ts';
import { findNeighbours, leaveNote } from '../../src/cli/cluster/neighbours.ts';
import {
  type ClusterState,
  noClusterText,
  readClusterState,
  saveClusterState,
  thisCheckout,
} from '../../src/cli/cluster/state.ts';
import { markOwned } from '../../src/worlds/owned-directory.ts';
import { currentOwner } from '../../src/worlds/owner.ts';

let temporary = '';
const originalTemporary = process.env['TMPDIR'];
const deadOwner = currentOwner().split('/').with(4, '1').join('/');

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'keepers-'));
  process.env['TMPDIR'] = temporary;
});
afterEach(async () => {
  if (originalTemporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = originalTemporary;
  await rm(temporary, { recursive: true });
});

async function keeperOf(checkout: string, firstPort: number): Promise<string> {
  const directory = await mkdtemp(join(temporary, 'ordeal-'));
  await markOwned(directory);
  await leaveNote(directory, { checkout, firstPort, nodeCount: 3 });
  return directory;
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const state: ClusterState = {
  ...{
    pid: process.pid,
    owner: currentOwner(),
    checkout: thisCheckout(),
    socket: '/nowhere',
    world: 'docker',
  },
  ...{ version: 'current', user: 'root', password: 'x', nodes: [{ name: 'n1', port: 3306 }], bootMs: 1 },
  world: 'docker',
};
const paths = (): { directory: string; state: string; keeperLog: string } => ({
  directory: temporary,
  state: join(temporary, 'cluster.json'),
  keeperLog: join(temporary, 'keeper.log'),
});

test('a checkout answers for its own cluster alone, while the keeper lives', async () => {
  await saveClusterState(paths(), state);
  expect(await readClusterState(paths())).toEqual(state);
  await saveClusterState(paths(), { ...state, checkout: '/another/clone' });
  expect(await readClusterState(paths())).toBeNull();
  await saveClusterState(paths(), { ...state, owner: deadOwner });
  expect(await readClusterState(paths())).toBeNull();
});

test('a port that another cluster has is refused with the folder and the ports of that one', async () => {
  const { server, port } = await listening();
  await keeperOf('/path/other', port);
  await expect(openForwarders(port, 3)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by the cluster of /path/other (ports ${port} to ${port + 2}): ports ${port} to ${port + 2} are needed, choose others with --port`,
  );
  server.close();
});

test('a port that some other program has is just in use', async () => {
  const { server, port } = await listening();
  await keeperOf('/path/other', port + 1000);
  await expect(openForwarders(port, 3)).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use: `);
  server.close();
});

test('that there is none names this checkout, and those that have one', async () => {
  expect(await noClusterText()).toBe(`No cluster of this checkout is up (${thisCheckout()})`);
  await keeperOf(thisCheckout(), 4000);
  await keeperOf('/path/other', 5000);
  expect(await noClusterText()).toMatch(
    /; clusters of other checkouts: \/path\/other \(ports 5000 to 5002\)$/,
  );
});

test('notes of the dead, of strangers and of nobody count for nothing', async () => {
  const dead = await keeperOf('/dead', 1000);
  await writeFile(join(dead, 'ordeal-owner'), deadOwner);
  await chmod(await keeperOf('/open-to-all', 2000), 0o777);
  await writeFile(join(await keeperOf('/torn', 3000), 'ordeal-cluster'), '{"checkout"');
  const unmarked = join(temporary, 'ordeal-unmarked');
  await mkdir(unmarked, { mode: 0o700 });
  await leaveNote(unmarked, { checkout: '/unmarked', firstPort: 4000, nodeCount: 3 });
  expect(await findNeighbours()).toEqual([]);
});
