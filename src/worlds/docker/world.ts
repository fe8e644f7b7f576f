// The docker world: five real containers on a network of their own, the database a process inside each.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { watchPauses } from '../harness-pauses.ts';
import { databasePorts, nodeConfiguration } from '../host/database.ts';
import { dialDirectly } from '../host/direct-dial.ts';
import { createForwarder, type Forwarder } from '../host/forwarder.ts';
import { createHostedWorld } from '../host/hosted-world.ts';
import type { WorldFactory, WorldOptions } from '../options.ts';
import { createPlace, orLoss } from '../place.ts';
import { settleAll } from '../settle-all.ts';
import { sweepLeftovers } from '../sweep.ts';
import type { NodeName, World } from '../world.ts';
import { connectDocker, daemonAddress, withTimeout } from './client.ts';
import { guardContainer } from './container-guard.ts';
import {
  type ContainerHost,
  containerBundlePath,
  containerFiles,
  containerUpgradePath,
  createContainerHost,
  relayPath,
} from './container-host.ts';
import { ensureImage } from './image.ts';
import { labelsOf } from './labels.ts';
import { type ClusterNetwork, createClusterNetwork } from './subnet.ts';
import { removeRun } from './sweep.ts';
import { createTar } from './tar.ts';
import { watchContainers } from './watch-containers.ts';

/** How long a container's address may take to show that it can be reached from here. */
const directProbeMs = 1000;
/** A daemon that takes longer for one step of the boot is stuck. */
const daemonTimeoutMs = 60_000;
const pingTimeoutMs = 10_000;
/** Kernels from this version on can bound TCP's back-off, so that connections come back soon after a heal. */
const boundedBackoffKernel = [6, 15] as const;

/** `tunnel` reaches the containers through the daemon's exec even where they have a route; `auto` finds out. */
export type DockerRoute = 'auto' | 'tunnel';

/** Boots a cluster of containers; see `WorldFactory`. */
export const createDockerWorld: WorldFactory = (options) => bootContainers(options, 'auto');

/** See `createDockerWorld`. */
export async function bootContainers(options: WorldOptions, route: DockerRoute): Promise<World> {
  await sweepLeftovers(options.onProgress);
  const docker = await connectDocker();
  const image = await ensureImage(docker, options.onProgress);
  options.signal?.throwIfAborted();
  const hosts: ContainerHost[] = [];
  const forwarders: Forwarder[] = [];
  const guards: (() => void)[] = [];
  const starts = new Map<NodeName, Promise<unknown>>();
  const place = createPlace((node) => `Host ${node} (container ${containerName(options, node)})`);
  const remove = async (): Promise<void> => {
    place.stop();
    for (const forwarder of forwarders) forwarder.close();
    for (const endGuard of guards) endGuard();
    for (const host of hosts) host.close();
    await removeRun(docker, options.runId);
  };
  try {
    const network = await createClusterNetwork(docker, `ordeal-${options.runId}`, labelsOf(options.runId));
    options.onProgress(`creating ${options.nodeCount} containers`);
    const containers = await withTimeout(
      createContainers(docker, image, network, options),
      daemonTimeoutMs,
      'creating the containers',
    );
    watchContainers({
      ...{ docker, network, place, runId: options.runId },
      containers: containers.map(({ name, container }) => ({ name, id: container.id })),
    });
    watchPauses(place);
    const startOf = (name: NodeName): Promise<unknown> => starts.get(name) ?? Promise.resolve();
    const direct = once(async () => route === 'auto' && (await isReachable(containers[0], startOf)));
    const bundle = containerBundlePath(options.bundlePath);
    const upgradeBundle = containerUpgradePath(options.upgrade?.bundlePath ?? '');
    for (const { name, container, address } of containers) {
      const clientAddress = (): string =>
        forwarders.find((forwarder) => forwarder.node === name)?.address ??
        `${address}:${databasePorts.mysql}`;
      const started = (): Promise<unknown> => startOf(name);
      hosts.push(
        createContainerHost({
          docker,
          container,
          name,
          address,
          bundle,
          upgradeBundle,
          started,
          direct,
          clientAddress,
        }),
      );
    }
    await withTimeout(fillContainers(containers, hosts, options), daemonTimeoutMs, 'filling the containers');
    options.signal?.throwIfAborted();
    const firstStartMs = performance.now();
    for (const { name, container } of containers) {
      const start = withTimeout(container.start(), daemonTimeoutMs, `starting the container of ${name}`);
      // Heard again by the first command of the host; here only so that it is never unheard.
      start.catch(() => undefined);
      starts.set(name, start);
    }
    const booting = createHostedWorld({ name: 'docker', hosts, firstStartMs, options, place, remove });
    const guard = async (host: ContainerHost): Promise<void> => {
      guards.push(await guardContainer(host));
    };
    await orLoss(place, settleAll<World | void>([booting, ...hosts.map(guard)]));
    const world = await booting;
    if (!(await direct())) {
      options.onProgress("containers have no route from here: connected through the daemon's exec");
      forwarders.push(...(await settleAll(hosts.map(createForwarder))));
    }
    return world;
  } catch (error) {
    await Promise.allSettled(starts.values());
    const gone = await whyGone(docker);
    await remove().catch(() => undefined);
    throw gone ?? error;
  }
}

/** A daemon that does not answer (any more) is why a boot failed, whatever the boot met with. */
async function whyGone(docker: Docker): Promise<Error | null> {
  try {
    await withTimeout(docker.ping(), pingTimeoutMs);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Error(`the Docker daemon at ${daemonAddress()} went away (${reason})`);
  }
}

/** Calls `find` at the first call, and gives the same answer ever after. */
function once<T>(find: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= find();
    return answer;
  };
}

const containerName = ({ runId }: WorldOptions, node: NodeName): string => `ordeal-${runId}-${node}`;

interface ClusterContainer {
  readonly name: NodeName;
  readonly address: string;
  readonly container: Docker.Container;
}

async function createContainers(
  docker: Docker,
  image: string,
  network: ClusterNetwork,
  options: WorldOptions,
): Promise<readonly ClusterContainer[]> {
  const sysctls = await networkSettings(docker);
  const numbers = Array.from({ length: options.nodeCount }, (_, index) => index + 1);
  return await settleAll(
    numbers.map(async (number) => {
      const name = `n${number}`;
      const address = network.addressOf(number);
      const container = await docker.createContainer({
        name: containerName(options, name),
        Image: image,
        Hostname: name,
        Labels: labelsOf(options.runId),
        Cmd: ['sleep', 'infinity'],
        // A volume, not the container's layer: an ordinary file system, whose fsync is real.
        Volumes: { [containerFiles.dataDirectory]: {} },
        NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: address } } } },
        HostConfig: {
          Init: true,
          NetworkMode: network.name,
          CapAdd: ['NET_ADMIN', 'NET_RAW', 'SYS_ADMIN'],
          SecurityOpt: ['apparmor=unconfined'],
          Devices: existsSync('/dev/fuse')
            ? [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm' }]
            : [],
          Sysctls: sysctls,
          LogConfig: { Type: 'none', Config: {} },
        },
      });
      return { name, address, container };
    }),
  );
}

/** Many retries, close together: a connection outlives a long partition and returns within a second of its end. */
async function networkSettings(docker: Docker): Promise<Record<string, string>> {
  const { KernelVersion } = (await docker.version()) as { readonly KernelVersion?: string };
  const [major = 0, minor = 0] = (KernelVersion ?? '').split('.').map(Number);
  const bounded =
    major > boundedBackoffKernel[0] ||
    (major === boundedBackoffKernel[0] && minor >= boundedBackoffKernel[1]);
  return bounded ? { 'net.ipv4.tcp_rto_max_ms': '1000', 'net.ipv4.tcp_retries2': '100' } : {};
}

/** Puts the builds under test, its start file and the relay into every container. */
async function fillContainers(
  containers: readonly ClusterContainer[],
  hosts: readonly ContainerHost[],
  options: WorldOptions,
): Promise<void> {
  const bundle = await readFile(options.bundlePath);
  const upgrade = options.upgrade === undefined ? null : await readFile(options.upgrade.bundlePath);
  const relay = await readFile(new URL('../host/relay.mjs', import.meta.url));
  const clusterSecret = randomBytes(24).toString('hex');
  await Promise.all(
    hosts.map(async (host, index) => {
      const configuration = nodeConfiguration(host, hosts, clusterSecret, options.timings);
      const archive = createTar([
        { path: host.files.bundle.slice(1), content: bundle },
        ...(upgrade === null ? [] : [{ path: host.files.upgradeBundle.slice(1), content: upgrade }]),
        { path: relayPath.slice(1), content: relay },
        {
          path: containerFiles.configuration.slice(1),
          content: JSON.stringify(configuration, null, 2),
          mode: 0o600,
        },
      ]);
      await containers[index]?.container.putArchive(archive, { path: '/' });
    }),
  );
}

/** Whether this machine has a route to a container: a refused connection proves it as well as an accepted one. */
async function isReachable(
  container: ClusterContainer | undefined,
  startOf: (name: NodeName) => Promise<unknown>,
): Promise<boolean> {
  if (container === undefined) return false;
  await startOf(container.name);
  try {
    (await dialDirectly(container.address, databasePorts.http, directProbeMs)).destroy();
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  }
}

export { dockerAvailability, dockerMissingFaults } from './availability.ts';
