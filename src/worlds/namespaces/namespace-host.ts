// A host made of namespaces: processes, network, mounts, name and IPC of its own, the files of this machine. Its first
// process does nothing but wait for the end of its input; when that comes, the kernel ends all processes of the host.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, HostError, type HostFiles, type HostStreams } from '../host/host.ts';
import { createShell } from '../host/shell.ts';
import { awaitRelay } from '../host/tunnel.ts';
import { markOf } from '../owned-directory.ts';
import type { NodeName } from '../world.ts';
import { awaitReady, type HeldProcess, startHeld } from './process-in-namespace.ts';
import { nsenterOptions, type Rights } from './tools.ts';

const relayPath = fileURLToPath(new URL('../host/relay.mjs', import.meta.url));
const readyTimeoutMs = 10_000;
// Shared memory of the host's own: libfaketime names its pieces by process id, and ids repeat from host to host.
const firstProcess =
  'hostname "$0" 2>/dev/null; mount -t tmpfs tmpfs /dev/shm 2>/dev/null; echo ready; while read -r _; do :; done';

export interface NamespacePlace {
  readonly name: NodeName;
  readonly address: string;
  readonly rights: Rights;
  /** Holds the cluster's network; the host's namespaces are made from within it. */
  readonly holder: HeldProcess;
  /** The cluster's directory; the host's own is made in it. */
  readonly directory: string;
  readonly bundle: string;
  readonly upgradeBundle: string;
  readonly clientAddress: () => string;
}

export interface NamespaceHost extends Host {
  /** The process whose network namespace is the host's. */
  readonly pid: number;
  /** Resolves when a process that the host consists of has ended, with what to say of the host; also when it is closed. */
  readonly lost: Promise<string>;
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
    upgradeBundle: place.upgradeBundle,
    configuration: join(own, 'config.json'),
    dataDirectory: join(own, 'data'),
    log: join(own, 'anvil.log'),
    agents: own,
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
  const open = async (command: readonly string[]): Promise<HostStreams> => {
    const held = await startHeld('nsenter', [...enter, ...command], environment);
    const close = (): void => {
      void held.end();
    };
    return { input: held.child.stdin, output: held.child.stdout, close };
  };
  const shell = createShell(name, () => open(['bash', '--norc', '--noprofile']));
  const socketPath = join(directory, `${name}.sock`);
  let relay: HeldProcess | null = null;
  let tellLost: (fate: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    tellLost = resolve;
  });
  void first.gone.then(() => tellLost('ended'));

  return {
    name,
    address: place.address,
    files,
    pid: first.pid,
    lost,
    get clientAddress() {
      return place.clientAddress();
    },
    exec: (script, timeoutMs) => shell.exec(script, timeoutMs),
    open,
    upload: (content, path) => writeFile(path, content),
    dial(port, timeoutMs) {
      if (relay === null) return Promise.reject(new HostError(`host ${name} has no relay yet`));
      const socket = connect(socketPath);
      socket.write(`${port}\n`);
      return awaitRelay(socket, timeoutMs);
    },
    download: (path, destination) => copyFile(path, destination),
    async openRelay() {
      relay = await startHeld('nsenter', [...enter, process.execPath, relayPath, 'listen', socketPath]);
      void relay.gone.then(() => tellLost('could not be reached any more (its relay ended)'));
      await awaitReady(relay, `the relay of host ${name}`, readyTimeoutMs);
    },
    async close() {
      shell.close();
      await Promise.all([relay?.end(), first.end()]);
    },
  };
}

async function startFirstProcess({ name, rights, holder, directory }: NamespacePlace): Promise<HeldProcess> {
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
  const first = await startHeld('nsenter', [...enterNetwork, ...makeHost, ...wait], markOf(directory));
  await awaitReady(first, `host ${name}`, readyTimeoutMs);
  return first;
}
