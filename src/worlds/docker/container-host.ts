// A host that is a container: one for the whole run, doing nothing by itself; shell, streams and files go through the
// daemon, so that it works the same where the daemon is on another machine.

import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { dialDirectly } from '../host/direct-dial.ts';
import { type Host, HostError, type HostFiles, type HostStreams } from '../host/host.ts';
import { createShell } from '../host/shell.ts';
import { awaitRelay } from '../host/tunnel.ts';
import { LostHostError } from '../place.ts';
import type { NodeName } from '../world.ts';
import { withTimeout } from './client.ts';
import { asDuplex, openExec } from './exec-stream.ts';
import { createTar } from './tar.ts';

/** The same in every container; only the bundles' names vary, since their extensions say what kind of module each is. */
export const containerFiles: Omit<HostFiles, 'bundle' | 'upgradeBundle'> = {
  node: 'node',
  configuration: '/etc/anvil/config.json',
  dataDirectory: '/data',
  log: '/var/log/anvil/anvil.log',
  agents: '/opt/anvil',
};

export const containerBundlePath = (bundlePath: string): string => `/opt/anvil/anvil${extname(bundlePath)}`;

export const containerUpgradePath = (bundlePath: string): string =>
  `/opt/anvil/anvil-upgrade${extname(bundlePath)}`;

/** Where the relay is put beside the database. */
export const relayPath = '/opt/anvil/relay.mjs';

const transferTimeoutMs = 60_000;

export interface ContainerPlace {
  readonly docker: Docker;
  readonly container: Docker.Container;
  readonly name: NodeName;
  readonly address: string;
  readonly bundle: string;
  readonly upgradeBundle: string;
  /** Resolves once the container runs; commands wait for it. */
  readonly started: () => Promise<unknown>;
  /** True when this machine has a route to the container's address. */
  readonly direct: () => Promise<boolean>;
  /** Where a person's client reaches the MySQL port. */
  readonly clientAddress: () => string;
}

export interface ContainerHost extends Host {
  close(): void;
}

export function createContainerHost(place: ContainerPlace): ContainerHost {
  const { docker, container, name, address } = place;
  const open = async (command: readonly string[]): Promise<HostStreams> => {
    await place.started();
    return await openExec(docker, container, command);
  };
  const shell = createShell(name, () => open(['bash', '--norc', '--noprofile']));
  return {
    name,
    address,
    files: { ...containerFiles, bundle: place.bundle, upgradeBundle: place.upgradeBundle },
    get clientAddress() {
      return place.clientAddress();
    },
    exec: (script, timeoutMs) => shell.exec(script, timeoutMs),
    open,
    async upload(content, path) {
      const archive = createTar([{ path: path.slice(1), content }]);
      await withTimeout(container.putArchive(archive, { path: '/' }), transferTimeoutMs).catch(
        (error: unknown) => {
          throw new LostHostError(name, `nothing can be put on it (${messageOf(error)})`);
        },
      );
    },
    async dial(port, timeoutMs) {
      return (await place.direct())
        ? await dialDirectly(address, port, timeoutMs)
        : await dialThroughExec(docker, container, port, timeoutMs);
    },
    async download(path, destination) {
      const { output, close } = await openExec(docker, container, ['cat', path]);
      try {
        await withTimeout(pipeline(output, createWriteStream(destination)), transferTimeoutMs);
      } catch (error) {
        throw new HostError(`cannot copy ${path}: ${messageOf(error)}`);
      } finally {
        close();
      }
    },
    close: () => shell.close(),
  };
}

async function dialThroughExec(
  docker: Docker,
  container: Docker.Container,
  port: number,
  timeoutMs: number,
): Promise<Duplex> {
  const startMs = performance.now();
  const streams = await withTimeout(
    openExec(docker, container, ['node', relayPath, String(port)]),
    timeoutMs,
  );
  return awaitRelay(asDuplex(streams), Math.max(1, timeoutMs - (performance.now() - startMs)));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
