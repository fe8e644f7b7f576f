// Real Anvil processes on loopback ports, as a machine would run them: the bundle, a configuration file each, and the
// log lines they write.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Connection, createConnection } from 'mysql2/promise';
import { bundleAnvil } from '../../../src/worlds/build.ts';
import { freePorts } from './free-ports.ts';

export const password = 'a password for tests';
const repositoryRoot = join(import.meta.dirname, '../../..');

interface Ports {
  readonly mysqlPort: number;
  readonly nodePort: number;
  readonly httpPort: number;
}

export interface NodeProcess {
  readonly name: string;
  readonly ports: Ports;
  /** Every log line so far, over all lives of the node. */
  readonly log: Record<string, unknown>[];
  /** Starts the process and resolves when it logs `ready`. */
  start(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** `host` may be changed in the configuration before `start`. */
  connect(options?: Record<string, unknown>): Promise<Connection>;
  status(): Promise<Record<string, unknown>>;
}

export interface ProcessCluster {
  readonly nodes: readonly NodeProcess[];
  /** Resolves once a node leads and every other follows it. */
  untilServing(): Promise<void>;
  close(): Promise<void>;
}

function nodeProcess(name: string, ports: Ports, bundle: string, configurationPath: string): NodeProcess {
  const log: Record<string, unknown>[] = [];
  let child: ChildProcess | null = null;
  return {
    name,
    ports,
    log,
    async start() {
      const started = spawn('node', [bundle, configurationPath], { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      const lines = createInterface({ input: started.stderr });
      await new Promise<void>((resolve, reject) => {
        lines.on('line', (line) => {
          const parsed: Record<string, unknown> = line.startsWith('{')
            ? JSON.parse(line)
            : { event: 'text', line };
          log.push(parsed);
          if (parsed['event'] === 'ready') resolve();
        });
        started.on('exit', (code) =>
          reject(new Error(`${name} ended with ${code}: ${JSON.stringify(log.at(-1))}`)),
        );
      });
    },
    async kill() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    connect: (options = {}) =>
      createConnection({ host: '127.0.0.1', port: ports.mysqlPort, user: 'root', password, ...options }),
    status: async () =>
      (await (await fetch(`http://127.0.0.1:${ports.httpPort}/status`)).json()) as Record<string, unknown>,
  };
}

/** Builds the current Anvil, and configures `count` nodes without starting them. */
export async function processCluster(count: number): Promise<ProcessCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'anvil-cluster-'));
  const bundle = await bundleAnvil({ version: 'current', repositoryRoot, cacheDirectory: directory });
  const free = await freePorts(count * 3);
  const portsOf = (index: number): Ports => {
    const [mysqlPort = 0, nodePort = 0, httpPort = 0] = free.slice(3 * index);
    return { mysqlPort, nodePort, httpPort };
  };
  const names = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  const peers = Object.fromEntries(
    names.map((name, index) => [name, `127.0.0.1:${portsOf(index).nodePort}`]),
  );
  const nodes = names.map((name, index) => {
    const path = join(directory, `${name}.json`);
    const configuration = {
      name,
      peers,
      listen: { host: '127.0.0.1', ...portsOf(index) },
      dataDirectory: join(directory, name),
      clusterSecret: 'a cluster secret for tests',
      rootUser: { name: 'root', password },
    };
    writeFileSync(path, JSON.stringify(configuration));
    return nodeProcess(name, portsOf(index), bundle.path, path);
  });

  return {
    nodes,
    async untilServing() {
      for (;;) {
        const reports = await Promise.all(nodes.map((node) => node.status().catch(() => null)));
        const leaders = new Set(reports.map((report) => report?.['leader'] ?? null));
        if (leaders.size === 1 && !leaders.has(null)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(directory, { recursive: true });
    },
  };
}
