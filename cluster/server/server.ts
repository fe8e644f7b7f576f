// One node on a real machine: its environment, its three ports and the node itself, put together.

import { mkdirSync } from 'node:fs';
import type { Server } from 'node:net';
import type { AnvilNode, NodeConfiguration } from '../anvil.ts';
import type { Env, Logger } from '../env.ts';
import { errorOutcome } from '../sql/errors.ts';
import { parseOfClient } from '../sql/parser.ts';
import type { ErrorOutcome } from '../statement.ts';
import { defaultTimings } from '../timings.ts';
import { machineClock } from './clock.ts';
import type { ServerConfiguration } from './configuration.ts';
import { machineDisk } from './disk.ts';
import { ExitCode, StartupError } from './exit.ts';
import { createMetrics } from './metrics.ts';
import { mysqlListener } from './mysql/listener.ts';
import { defaultWireLimits } from './mysql/listener-options.ts';
import { nativePasswordHash } from './mysql/native-password.ts';
import { machineRandom } from './random.ts';
import { statusPage } from './status-page.ts';
import type { PeerAddress } from './transport/dial-attempt.ts';
import { transport } from './transport/transport.ts';

/** As MySQL clients see it: they choose what they speak by the number at its beginning. */
const mysqlVersion = '8.0.36-anvil';

export interface ServerParts {
  readonly configuration: ServerConfiguration;
  readonly logger: Logger;
  readonly createNode: (env: Env, configuration: NodeConfiguration) => AnvilNode;
  /** Ends the process; does not return to the node. */
  readonly halt: (reason: string) => void;
  /** What was built, for `/status`. */
  readonly version: string;
}

export interface RunningServer {
  readonly node: AnvilNode;
  /** Closes every port. The node itself has no end but that of its process. */
  close(): void;
}

function countParameters(sql: string): number | ErrorOutcome {
  try {
    return parseOfClient(sql).parameterCount;
  } catch (error) {
    return errorOutcome(error);
  }
}

function addressOf(text: string): PeerAddress {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) };
}

function nodeConfiguration(configuration: ServerConfiguration): NodeConfiguration {
  const { name, peers, timings, rootUser } = configuration;
  return {
    name,
    voters: Object.keys(peers).sort(),
    timings: { ...defaultTimings, ...timings },
    rootUser: { name: rootUser.name, passwordHash: nativePasswordHash(rootUser.password) },
  };
}

function makeNode({ createNode, configuration }: ServerParts, env: Env): AnvilNode {
  try {
    return createNode(env, nodeConfiguration(configuration));
  } catch (error) {
    throw new StartupError(`The configuration cannot work: ${(error as Error).message}`, ExitCode.usage);
  }
}

/** Opens one port. Rejects with {@link StartupError}. */
function listen(server: Server, host: string, port: number, purpose: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why =
        error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${error.code})`;
      const text = `Port ${port} on ${host} for ${purpose} ${why}; free it or choose another in the configuration.`;
      reject(new StartupError(text, ExitCode.unavailable));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const text = `Cannot make the data directory ${path}: ${(error as Error).message}.`;
    throw new StartupError(text, ExitCode.unavailable);
  }
}

/**
 * Starts a node and opens its ports, the one for clients last; resolves once the node has read its disk and takes them.
 * @throws {StartupError} when a port or the data directory cannot be had.
 */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { configuration, logger, halt, version } = parts;
  const { name, listen: ports, peers } = configuration;
  const clock = machineClock();
  makeDirectory(configuration.dataDirectory);
  const peerAddresses = new Map(Object.entries(peers).map(([peer, text]) => [peer, addressOf(text)]));
  const peering = transport({
    self: name,
    addresses: peerAddresses,
    secret: configuration.clusterSecret,
    clock,
    logger,
  });
  const env: Env = {
    clock,
    random: machineRandom(),
    network: peering.network,
    disk: machineDisk(configuration.dataDirectory),
    logger,
    halt,
    sometimes: () => {},
  };
  const node = makeNode(parts, env);

  const metrics = createMetrics(() => clock.monotonicMs());
  const uptimeSeconds = (): number => Math.round(clock.monotonicMs() / 1000);
  const clients = mysqlListener({
    node,
    clock,
    limits: { ...defaultWireLimits, ...configuration.clients },
    observer: metrics.observer,
    serverVersion: mysqlVersion,
    countParameters,
  });
  const page = statusPage({
    status: () => ({ ...node.status(), version, uptimeSeconds: uptimeSeconds() }),
    metricsContentType: metrics.contentType,
    metrics: () =>
      metrics.render({
        ...node.counters(),
        ...peering.counters(),
        uptime_seconds: uptimeSeconds(),
        resident_memory_bytes: process.memoryUsage.rss(),
      }),
  });
  const close = (): void => {
    peering.close();
    clients.close();
    page.close();
  };

  try {
    await listen(peering.server, ports.host, ports.nodePort, 'nodes');
    await listen(page, ports.host, ports.httpPort, 'HTTP');
    peering.open();
    await new Promise<void>((resolve) => node.start(resolve));
    // Only now: a client that is let in earlier would get a session that cannot serve.
    await listen(clients, ports.host, ports.mysqlPort, 'MySQL clients');
  } catch (error) {
    close();
    throw error;
  }
  return { node, close };
}
