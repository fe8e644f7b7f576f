// The namespaces world: the hosts of the docker world made of Linux namespaces on a bridge that leads nowhere. Nothing of it
// shows on the machine but processes and one temporary directory, and it all ends with the harness.

import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { worldCapabilities } from '../capabilities.ts';
import { watchPauses } from '../harness-pauses.ts';
import { nodeConfiguration } from '../host/database.ts';
import type { MissingFault } from '../host/fault-trials.ts';
import { createForwarder, type Forwarder } from '../host/forwarder.ts';
import { createHostedWorld } from '../host/hosted-world.ts';
import { createShell, type Shell } from '../host/shell.ts';
import type { WorldAvailability, WorldFactory, WorldOptions } from '../options.ts';
import { markOf, markOwned, recordProcess } from '../owned-directory.ts';
import { createPlace, orLoss, type WatchedPlace } from '../place.ts';
import { settleAll } from '../settle-all.ts';
import { sweepLeftovers } from '../sweep.ts';
import type { World } from '../world.ts';
import { createNamespaceHost, type NamespaceHost } from './namespace-host.ts';
import { type HeldProcess, startHeld } from './process-in-namespace.ts';
import {
  findNamespaceSupport,
  missingInNamespaces,
  type Rights,
  unshareOptions,
  unshareProgram,
} from './tools.ts';

/** Only inside the cluster's own network namespace, so it cannot collide with anything. */
const addressOf = (hostNumber: number): string => `10.77.0.${10 + hostNumber}`;

/** The path of a Unix socket may have 107 characters, and ours come on top. */
const maximumDirectoryCharacters = 90;

/** Whether `createNamespacesWorld` works on this machine. */
export async function namespacesAvailability(): Promise<WorldAvailability> {
  const { available, reason } = await findNamespaceSupport();
  return { available, reason };
}

/** Which faults of this world this machine lacks something for. */
export function namespacesMissingFaults(): Promise<readonly MissingFault[]> {
  return missingInNamespaces(worldCapabilities.namespaces, ['kernel', 'tools']);
}

/** Boots a cluster of namespaces; see `WorldFactory`. */
export const createNamespacesWorld: WorldFactory = async (options) => {
  const { rights, reason } = await findNamespaceSupport();
  if (rights === null) throw new Error(reason);
  await sweepLeftovers(options.onProgress);
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-'));
  const parts: Parts = { holder: null, shell: null, hosts: [], forwarders: [] };
  const place = createPlace((node) => {
    const pid = parts.hosts.find(({ name }) => name === node)?.pid;
    return `Host ${node}${pid === undefined ? '' : ` (process ${pid})`}`;
  });
  const remove = async (): Promise<void> => {
    place.stop();
    for (const forwarder of parts.forwarders) forwarder.close();
    await Promise.all(parts.hosts.map((host) => host.close()));
    parts.shell?.close();
    await parts.holder?.end();
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  try {
    return await orLoss(place, boot(options, { directory, rights, parts, place, remove }));
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
};

interface Site {
  readonly directory: string;
  readonly rights: Rights;
  readonly parts: Parts;
  readonly place: WatchedPlace;
  readonly remove: () => Promise<void>;
}

/** What has been made so far, for whoever has to remove it. */
interface Parts {
  holder: HeldProcess | null;
  shell: Shell | null;
  readonly hosts: NamespaceHost[];
  readonly forwarders: Forwarder[];
}

async function boot(
  options: WorldOptions,
  { directory, rights, parts, place, remove }: Site,
): Promise<World> {
  if (directory.length > maximumDirectoryCharacters) {
    throw new Error(
      `the temporary directory ${directory} has too long a path for sockets; set TMPDIR to a shorter one`,
    );
  }
  await markOwned(directory);
  const bundle = join(directory, `anvil${extname(options.bundlePath)}`);
  await copyFile(options.bundlePath, bundle);
  const upgradeBundle = join(directory, `anvil-upgrade${extname(options.upgrade?.bundlePath ?? '')}`);
  if (options.upgrade !== undefined) await copyFile(options.upgrade.bundlePath, upgradeBundle);
  options.onProgress(`making ${options.nodeCount} hosts of namespaces`);
  const firstStartMs = performance.now();
  const holder = await startHeld(
    unshareProgram,
    [...unshareOptions(rights), 'bash', '--norc', '--noprofile'],
    markOf(directory),
  );
  parts.holder = holder;
  await recordProcess(directory, holder.pid);
  const shell = createShell('bridge', () =>
    Promise.resolve({ input: holder.child.stdin, output: holder.child.stdout, close: () => undefined }),
  );
  parts.shell = shell;
  await shell.exec('ip link add bridge0 type bridge forward_delay 0 && ip link set bridge0 up');

  watchPauses(place);
  watchNetwork(holder, shell, options.nodeCount, place);

  const numbers = Array.from({ length: options.nodeCount }, (_, index) => index + 1);
  const hosts = await settleAll(
    numbers.map(async (number) => {
      const name = `n${number}`;
      const clientAddress = (): string =>
        parts.forwarders.find((forwarder) => forwarder.node === name)?.address ?? '';
      const address = addressOf(number);
      const site = { name, address, rights, holder, directory, bundle, upgradeBundle, clientAddress };
      const host = await createNamespaceHost(site);
      parts.hosts.push(host);
      void host.lost.then((fate) => place.loseHost(name, fate));
      await recordProcess(directory, host.pid);
      await Promise.all([connectHost(shell, host, number), host.openRelay()]);
      parts.forwarders.push(await createForwarder(host));
      return host;
    }),
  );
  await writeConfigurations(hosts, options);
  options.signal?.throwIfAborted();
  return await createHostedWorld({ name: 'namespaces', hosts, firstStartMs, options, place, remove });
}

/** The bridge with its cables, and the process that holds both. */
function watchNetwork(holder: HeldProcess, shell: Shell, cables: number, place: WatchedPlace): void {
  const what = `The network of the cluster (process ${holder.pid})`;
  void holder.gone.then(() => place.loseShared(what, 'ended'));
  let isWhole = false;
  place.onLook(async () => {
    const said = await shell.exec('ip -o link show master bridge0 2>/dev/null | wc -l').catch(() => '0');
    const plugged = Number(said);
    if (isWhole && plugged < cables)
      place.loseShared(what, `lost ${cables - plugged} of the ${cables} cables of its bridge`);
    isWhole ||= plugged === cables;
  });
}

/** Plugs a cable between the bridge and the host, and sets the host's address and TCP as in the docker world. */
async function connectHost(bridge: Shell, host: NamespaceHost, number: number): Promise<void> {
  await bridge.exec(
    `ip link add cable${number} type veth peer name eth0 netns ${host.pid} && ip link set cable${number} master bridge0 up`,
  );
  await host.exec(
    [
      'ip link set lo up',
      `ip address add ${host.address}/24 dev eth0`,
      'ip link set eth0 up',
      'if [ -e /proc/sys/net/ipv4/tcp_rto_max_ms ]; then',
      '  echo 1000 >/proc/sys/net/ipv4/tcp_rto_max_ms; echo 100 >/proc/sys/net/ipv4/tcp_retries2',
      'fi',
    ].join('\n'),
  );
}

async function writeConfigurations(hosts: readonly NamespaceHost[], options: WorldOptions): Promise<void> {
  const clusterSecret = randomBytes(24).toString('hex');
  await Promise.all(
    hosts.map((host) => {
      const configuration = nodeConfiguration(host, hosts, clusterSecret, options.timings);
      return writeFile(host.files.configuration, JSON.stringify(configuration, null, 2), { mode: 0o600 });
    }),
  );
}
