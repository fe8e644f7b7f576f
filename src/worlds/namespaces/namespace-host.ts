// A host made of namespaces: processes, network, mounts, name and IPC of its own, the files of this machine. Its first
// process does nothing but wait for the end of its input; when that comes, the kernel ends all processes of the host.

import { copyFile, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, HostError, type HostFiles } from '../host/host.ts';
import { createShell } from '../host/shell.ts';
import { awaitRelay } from '../host/tunnel.ts';
import type { NodeName } from '../world.ts';
import { awaitReady, type HeldProcess, startHeld } from './process-in-namespace.ts';
import { nsenterOptions, type Rights } from './tools.ts';

const relayPath = fileURLToPath(new URL('../host/relay.mjs', import.meta.url));
const readyTimeoutMs = 10_000;
const firstProcess = 'hostname "$0" 2>/dev/null; echo ready; while read -r _; do :; done';

export interface NamespacePlace {
  readonly name: NodeName;
  readonly address: string;
  readonly rights: Rights;
  /** Holds the cluster's network; the host's namespaces are made from within it. */
  readonly holder: HeldProcess;
  /** The cluster's directory; the host's own is made in it. */
  readonly directory: string;
  readonly bundle: string;
  readonly clientAddress: () => string;
}

export interface NamespaceHost extends Host {
  /** The process whose network namespace is the host's. */
  readonly pid: number;
  /** Starts the relay through which `dial` works. */
  openRelay(): Promise<void>;
  /** Ends every process of the host. */
  close(): Promise<void>;
}

export async function createNamespaceHost(place: NamespacePlace): Promise<NamespaceHost> {
  const { name, rights, directory } = place;
  const own = join(directory, name);
  const files: HostFiles = {
    node: process.execPath,
    bundle: place.bundle,
    configuration: join(own, 'config.json'),
    dataDirectory: join(own, 'data'),
    log: join(own, 'anvil.log'),
  };
  await mkdir(files.dataDirectory, { recursive: true });
  const first = await startFirstProcess(place);
  const enter = [
    `--target=${first.pid}`,
    ...nsenterOptions(rights),
    '--mount',
    '--net',
    '--uts',
    '--ipc',
    `--pid=/proc/${first.pid}/ns/pid_for_children`,
    '--',
  ];
  const environment = { XTABLES_LOCKFILE: join(own, 'xtables.lock') };
  const shell = createShell(name, async () => {
    const bash = await startHeld('nsenter', [...enter, 'bash', '--norc', '--noprofile'], environment);
    const close = (): void => {
      void bash.end();
    };
    return { input: bash.child.stdin, output: bash.child.stdout, close };
  });
  const socketPath = join(directory, `${name}.sock`);
  let relay: HeldProcess | null = null;

  return {
    name,
    address: place.address,
    files,
    pid: first.pid,
    get clientAddress() {
      return place.clientAddress();
    },
    exec: (script, timeoutMs) => shell.exec(script, timeoutMs),
    dial(port, timeoutMs) {
      if (relay === null) return Promise.reject(new HostError(`host ${name} has no relay yet`));
      const socket = connect(socketPath);
      socket.write(`${port}\n`);
      return awaitRelay(socket, timeoutMs);
    },
    download: (path, destination) => copyFile(path, destination),
    async openRelay() {
      relay = await startHeld('nsenter', [...enter, process.execPath, relayPath, 'listen', socketPath]);
      await awaitReady(relay, `the relay of host ${name}`, readyTimeoutMs);
    },
    async close() {
      shell.close();
      await Promise.all([relay?.end(), first.end()]);
    },
  };
}

async function startFirstProcess({ name, rights, holder }: NamespacePlace): Promise<HeldProcess> {
  const enterNetwork = [`--target=${holder.pid}`, ...nsenterOptions(rights), '--net', '--mount', '--'];
  const makeHost = [
    'unshare',
    '--net',
    '--mount',
    '--pid',
    '--uts',
    '--ipc',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ];
  const wait = ['bash', '--norc', '--noprofile', '-c', firstProcess, name];
  const first = await startHeld('nsenter', [...enterNetwork, ...makeHost, ...wait]);
  await awaitReady(first, `host ${name}`, readyTimeoutMs);
  return first;
}
